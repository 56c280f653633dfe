/** How JSON and YAML from outside are read: within a budget, as values that know their place. Plain Java and the parsers. */
package io.jenkins.plugins.awsreleasestages.document;
