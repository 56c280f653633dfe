package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import hudson.ExtensionPoint;
import hudson.model.ItemGroup;
import java.util.List;

/** The receivers of folders. An extension point, because the plugin that makes folders may be missing. */
interface FolderNotices extends ExtensionPoint {

    /** @return empty where the group has none */
    List<NoticeReceiver> of(ItemGroup<?> group);
}
