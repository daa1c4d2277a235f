package io.millrace.windowing.general;

import io.millrace.api.window.Window;

/**
 * What tells the timers of one key apart: the window, and whether its trigger asked for the timer
 * or the operator itself, to clean up.
 *
 * @param window the window
 * @param cleanup the operator's own timer
 */
record WindowTimer(Window window, boolean cleanup) {}
