package io.wuerstchen.fleet.bench;

import java.nio.file.Path;

/**
 * diffusers, and what it draws with.
 *
 * @param python that has diffusers 0.33.1, transformers and torch 2.7.1
 * @param model folder with wuerstchen-prior and wuerstchen
 * @param threads of one operation on the CPU, 1 or more
 * @param device by its name in PyTorch: cpu or cuda:N
 */
public record Reference(Path python, Path model, int threads, String device) {}
