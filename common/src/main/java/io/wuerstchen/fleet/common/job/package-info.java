/** What is asked for and what came of it: prompts, jobs, results. Knows the JDK only. */
package io.wuerstchen.fleet.common.job;
