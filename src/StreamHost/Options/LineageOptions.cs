namespace StreamReco.StreamHost.Options;

/// <summary>Where commands tell what they read and wrote, as run events of OpenLineage; nowhere unless set.</summary>
public sealed class LineageOptions
{
    /// <summary>A file that events are appended to, one JSON object a line; empty for none.</summary>
    public string OpenLineageFile { get; set; } = "";

    /// <summary>A topic that events are written to; empty for none.</summary>
    public string OpenLineageTopic { get; set; } = "";

    /// <summary>The namespace of the jobs.</summary>
    public string Namespace { get; set; } = "streamreco";

    /// <summary>Whether events are written at all.</summary>
    public bool IsOn => OpenLineageFile.Length > 0 || OpenLineageTopic.Length > 0;

    /// <summary>The faults of these settings, a sentence each.</summary>
    public IReadOnlyList<string> Faults() => string.IsNullOrWhiteSpace(Namespace)
        ? ["Lineage:Namespace is empty; events name the namespace of their job."] : [];
}
