package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;

/** What an attention block reads from the text, [B, T, C] each: the same at every step, so computed once a picture. */
public record KeysAndValues(NDArray keys, NDArray values) {}
