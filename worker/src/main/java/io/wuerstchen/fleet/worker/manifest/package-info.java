/** fleet-model.json: which files a model's folder holds, what they hash to, and where they came from. */
package io.wuerstchen.fleet.worker.manifest;
