/** What ties the stand-ins to the program that they run in. Not part of Jenkins. */
package standalone;
