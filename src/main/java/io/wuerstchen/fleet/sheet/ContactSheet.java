package io.wuerstchen.fleet.sheet;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.TexturePaint;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Many pictures with their prompts on one, to look at a batch at a glance. */
public final class ContactSheet {
    /** More make no sheet that anybody looks at, and a bounded one fits in memory. */
    static final int MAX_PICTURES = 240;

    private static final int MARGIN = 40;
    private static final int TITLE_HEIGHT = 88;
    private static final int CORNER = 12;
    private static final Color BACKGROUND = new Color(0xFAFAF8);
    private static final Color INK = new Color(0x1F2328);
    private static final Color PALE_INK = new Color(0x6B7078);
    private static final Color EDGE = new Color(0, 0, 0, 28);

    private final Optional<Lettering> lettering;

    public ContactSheet() {
        // A display that is named but out of reach would make the first drawing fail.
        this(headlessLettering());
    }

    ContactSheet(Optional<Lettering> lettering) {
        this.lettering = lettering;
    }

    /** Writes the sheet to {@code file} as PNG: wide pictures first, then square ones, then tall ones. */
    public void write(Contents contents, Path file) throws IOException {
        List<SheetSection> sections = sections(contents.shown());
        int columns = SheetSection.bestColumns(sections);
        int title = lettering.isPresent() ? TITLE_HEIGHT : 0;
        int height =
                sections.stream().mapToInt(section -> section.height(columns)).sum();
        BufferedImage sheet = new BufferedImage(
                SheetSection.width(columns) + 2 * MARGIN, title + height + 2 * MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            prepare(graphics, sheet);
            drawTitle(graphics, contents, SheetSection.width(columns));
            graphics.translate(0, title);
            drawSections(graphics, sections, columns);
        } finally {
            graphics.dispose();
        }
        save(sheet, file);
    }

    private static Optional<Lettering> headlessLettering() {
        System.setProperty("java.awt.headless", "true");
        return Lettering.find();
    }

    private List<SheetSection> sections(List<Picture> pictures) throws IOException {
        Map<Dimension, List<Picture>> bySize = new LinkedHashMap<>();
        for (Picture picture : pictures) {
            bySize.computeIfAbsent(picture.thumbnail().size(), size -> new ArrayList<>())
                    .add(picture);
        }
        return bySize.entrySet().stream()
                .map(entry -> section(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(section -> -section.aspect()))
                .toList();
    }

    private SheetSection section(Dimension size, List<Picture> pictures) {
        SheetSection bare = new SheetSection(size, pictures, 0, 0);
        if (lettering.isEmpty()) {
            return bare;
        }
        int lines = pictures.stream()
                .mapToInt(picture -> captionLines(picture, bare.slotWidth()).size())
                .max()
                .orElse(0);
        return new SheetSection(size, pictures, Lettering.LABEL_HEIGHT, Lettering.captionHeight(lines));
    }

    private List<String> captionLines(Picture picture, int width) {
        return lettering.orElseThrow().captionLines(picture.caption(), width);
    }

    private static void prepare(Graphics2D graphics, BufferedImage sheet) {
        graphics.setColor(BACKGROUND);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.translate(MARGIN, MARGIN);
    }

    private void drawTitle(Graphics2D graphics, Contents contents, int width) {
        lettering.ifPresent(letters -> {
            graphics.setColor(INK);
            letters.drawTitle(graphics, contents.batch(), width);
            graphics.setColor(PALE_INK);
            letters.drawSubtitle(graphics, contents.counts());
        });
    }

    private void drawSections(Graphics2D graphics, List<SheetSection> sections, int columns) throws IOException {
        for (SheetSection section : sections) {
            graphics.setColor(PALE_INK);
            lettering.ifPresent(letters -> letters.drawLabel(graphics, section.label()));
            for (int i = 0; i < section.pictures().size(); i++) {
                draw(graphics, section.pictures().get(i), section, section.slot(i, columns));
            }
            graphics.translate(0, section.height(columns));
        }
    }

    private void draw(Graphics2D graphics, Picture picture, SheetSection section, Rectangle slot) throws IOException {
        Rectangle box = section.box(slot);
        var shape = new RoundRectangle2D.Double(box.x, box.y, box.width, box.height, CORNER, CORNER);
        graphics.setPaint(new TexturePaint(picture.thumbnail().scaled(box.getSize()), box));
        graphics.fill(shape);
        graphics.setColor(EDGE);
        graphics.draw(shape);
        graphics.setColor(INK);
        lettering.ifPresent(letters -> {
            List<String> lines = letters.captionLines(picture.caption(), slot.width);
            letters.drawCaption(graphics, lines, section.captionBox(slot));
        });
    }

    private static void save(BufferedImage sheet, Path file) throws IOException {
        // Not ImageIO's default stream, which goes by way of another file.
        try (OutputStream bytes = Files.newOutputStream(file);
                var stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(sheet, "png", stream);
        }
    }

    /** A picture and what stands below it. */
    public record Picture(Thumbnail thumbnail, String caption) {
        /** @param file in any format that ImageIO reads */
        public Picture(Path file, String caption) {
            this(Thumbnail.of(file), caption);
        }
    }

    /**
     * What the sheet shows.
     *
     * @param images how many the batch has, which may be more than {@code pictures}
     */
    public record Contents(String batch, long images, List<Picture> pictures) {
        public Contents {
            pictures = List.copyOf(pictures);
        }

        private List<Picture> shown() {
            return pictures.subList(0, Math.min(pictures.size(), MAX_PICTURES));
        }

        private String counts() {
            int shown = shown().size();
            String all = String.format(Locale.ROOT, "%,d %s", images, images == 1 ? "picture" : "pictures");
            return shown == images ? all : shown + " of " + all;
        }
    }
}
