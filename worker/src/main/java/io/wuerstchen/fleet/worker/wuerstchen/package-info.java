/** Würstchen v2: text to pictures, in plain Java on DJL; knows no queue, no store and no web server. */
package io.wuerstchen.fleet.worker.wuerstchen;
