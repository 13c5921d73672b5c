/** Contact sheets: many pictures with their prompts on one. */
package io.wuerstchen.fleet.sheet;
