namespace StreamReco.StreamHost.OpenLineage;

/// <summary>Something that a job reads or writes.</summary>
/// <param name="Namespace">Where it is: <c>file</c>, or <c>kafka://HOST:PORT</c>.</param>
/// <param name="Name">A path, or a topic.</param>
internal sealed record LineageDataset(string Namespace, string Name)
{
    /// <summary>The fields of a row; empty where they are not known.</summary>
    public IReadOnlyList<(string Name, string Type)> Fields { get; init; } = [];

    /// <summary>Rows that were read or written; null where they were not counted.</summary>
    public long? Rows { get; init; }

    /// <summary>Their size in bytes; null where it is not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>Their files; null where there are none.</summary>
    public long? Files { get; init; }

    /// <summary>A file or folder of the disk.</summary>
    public static LineageDataset OfPath(string path) => new("file", Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)).Replace('\\', '/'));

    /// <summary>A topic.</summary>
    /// <param name="bootstrap">The brokers, as they are set; the first names them all.</param>
    /// <param name="topic">The topic.</param>
    public static LineageDataset OfTopic(string bootstrap, string topic) => new($"kafka://{bootstrap.Split(',')[0].Trim()}", topic);
}
