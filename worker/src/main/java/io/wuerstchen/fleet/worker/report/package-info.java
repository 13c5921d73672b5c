/** Says what came of a job. */
package io.wuerstchen.fleet.worker.report;
