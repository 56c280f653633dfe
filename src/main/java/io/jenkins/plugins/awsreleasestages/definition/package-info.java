/** What a file says: {@code buildspec.yml}. Plain Java and a YAML parser; nothing is run here. */
package io.jenkins.plugins.awsreleasestages.definition;
