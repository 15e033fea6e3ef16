/** What stays in an executor's memory from task to task. */
package io.seekforge.training.resident;
