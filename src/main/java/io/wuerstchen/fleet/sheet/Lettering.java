package io.wuerstchen.fleet.sheet;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.font.FontRenderContext;
import java.awt.font.LineBreakMeasurer;
import java.awt.font.TextAttribute;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words on a contact sheet. */
final class Lettering {
    static final int LABEL_HEIGHT = 40;

    private static final Logger log = LoggerFactory.getLogger(Lettering.class);
    private static final int LINE_HEIGHT = 20;
    private static final int MAX_LINES = 3;
    /** More than fits on the lines there are. */
    private static final int MAX_CHARACTERS = 500;

    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    private final Font title = new Font(Font.SANS_SERIF, Font.BOLD, 32);
    private final Font subtitle = new Font(Font.SANS_SERIF, Font.PLAIN, 18);
    private final Font caption = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

    private Lettering() {}

    /** Nothing where this machine has no fonts, as many containers have none. */
    static Optional<Lettering> find() {
        try {
            Lettering lettering = new Lettering();
            lettering.captionLines("a word", 1);
            return Optional.of(lettering);
        } catch (RuntimeException | LinkageError | InternalError e) {
            // Which one it is depends on what is missing: fontconfig, its files, or AWT's own library.
            log.atInfo().addKeyValue("reason", e.toString()).log("no fonts: contact sheets have no captions");
            return Optional.empty();
        }
    }

    static int captionHeight(int lines) {
        return lines * LINE_HEIGHT + LINE_HEIGHT / 2;
    }

    /** The text in lines of {@code width} pixels at most, the last one ending in … where there is more. */
    List<String> captionLines(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = plain(text);
        while (!rest.isEmpty() && lines.size() < MAX_LINES - 1) {
            int end = measurer(rest).nextOffset(width);
            lines.add(rest.substring(0, end).strip());
            rest = rest.substring(end);
        }
        if (!rest.isEmpty()) {
            lines.add(ellipsised(rest, caption, width));
        }
        return lines;
    }

    void drawTitle(Graphics2D graphics, String text, int width) {
        graphics.setFont(title);
        graphics.drawString(ellipsised(plain(text), title, width), 0, 28);
    }

    void drawSubtitle(Graphics2D graphics, String text) {
        graphics.setFont(subtitle);
        graphics.drawString(text, 0, 60);
    }

    void drawLabel(Graphics2D graphics, String text) {
        graphics.setFont(caption);
        graphics.drawString(text, 0, LABEL_HEIGHT - 16);
    }

    /** From the top of {@code captionBox} down, in its middle. */
    void drawCaption(Graphics2D graphics, List<String> lines, Rectangle captionBox) {
        graphics.setFont(caption);
        int y = captionBox.y + LINE_HEIGHT + LINE_HEIGHT / 8;
        for (String line : lines) {
            double width = width(line, caption);
            graphics.drawString(line, (float) (captionBox.x + (captionBox.width - width) / 2), y);
            y += LINE_HEIGHT;
        }
    }

    private LineBreakMeasurer measurer(String text) {
        var attributed = new AttributedString(text, Map.of(TextAttribute.FONT, caption));
        return new LineBreakMeasurer(attributed.getIterator(), CONTEXT);
    }

    private static String plain(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_CHARACTERS ? line : line.substring(0, MAX_CHARACTERS);
    }

    private static String ellipsised(String text, Font font, int width) {
        String line = text.strip();
        for (int end = line.length(); width(line, font) > width && end > 0; end--) {
            line = text.substring(0, end).strip() + "…";
        }
        return line;
    }

    private static double width(String text, Font font) {
        return font.getStringBounds(text, CONTEXT).getWidth();
    }
}
