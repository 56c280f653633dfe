/**
 * What goes into a stack: CloudFormation templates, the local files they name, CDK cloud assemblies, parameter files.
 * Plain Java with a JSON and a YAML parser; nothing is sent anywhere.
 */
package io.jenkins.plugins.awsreleasestages.template;
