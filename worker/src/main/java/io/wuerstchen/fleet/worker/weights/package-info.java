/** The safetensors file format: opens, checks and maps files of weights, and knows no model. */
package io.wuerstchen.fleet.worker.weights;
