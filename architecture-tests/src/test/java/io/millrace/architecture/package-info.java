/** The rules about structure, checked on the compiled main classes of all modules. */
package io.millrace.architecture;
