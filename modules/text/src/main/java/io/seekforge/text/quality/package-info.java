/** Quality rules under datatrove's reason names, and the named profiles made of them. */
package io.seekforge.text.quality;
