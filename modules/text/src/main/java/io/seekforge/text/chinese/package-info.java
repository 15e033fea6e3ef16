/** Simplified and traditional Chinese, by the dictionaries of OpenCC. */
package io.seekforge.text.chinese;
