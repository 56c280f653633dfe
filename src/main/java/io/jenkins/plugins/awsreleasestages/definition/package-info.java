/** What a file says: {@code buildspec.yml}. Plain Java; nothing is run here. */
package io.jenkins.plugins.awsreleasestages.definition;
