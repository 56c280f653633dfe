/** What a source revision is, when one is new, and how its files are unpacked. Plain Java: the JDK only. */
package io.jenkins.plugins.awsreleasestages.source;
