namespace StreamReco.Models.Artifacts;

/// <summary>
/// What a model was trained on, so exactly that it can be found again: the inputs by their checksums or offsets, what was left out of
/// them, and which rules and program decided. No part of the model's version.
/// </summary>
public sealed record TrainingOrigin
{
    /// <summary>Clicks of files.</summary>
    public const string OfFiles = "files";

    /// <summary>Clicks of a span of the clicks topic.</summary>
    public const string OfTopic = "topic";

    /// <summary>Clicks of a span of a lake.</summary>
    public const string OfLake = "lake";

    /// <summary>One of <see cref="OfFiles"/>, <see cref="OfTopic"/> and <see cref="OfLake"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The topic whose clicks they are, of a lake too; null for files.</summary>
    public string? Topic { get; init; }

    /// <summary>The lake's folder as it was named; null for other kinds.</summary>
    public string? Lake { get; init; }

    /// <summary>Spans of offsets that were read.</summary>
    public IReadOnlyList<TrainingSpan> Spans { get; init; } = [];

    /// <summary>Files that were read: clicks, and what else was given besides.</summary>
    public IReadOnlyList<TrainingFile> Files { get; init; } = [];

    /// <summary>What chose among the inputs, by the name of the option: <c>from</c>, <c>to</c>, <c>format</c>, ...</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();

    /// <summary>Records that were left out, by reason.</summary>
    public IReadOnlyDictionary<string, long> LeftOut { get; init; } = new Dictionary<string, long>();

    /// <summary>Names the settings by which this training judged records.</summary>
    public string Rules { get; init; } = "";

    /// <summary>Names the settings by which nodes judged the clicks of a lake; more than one where they changed within the spans.</summary>
    public IReadOnlyList<string> NodeRules { get; init; } = [];

    /// <summary>
    /// Versions of the policies of the log under which a lake's clicks were kept, by <c>consent</c>, <c>quality</c> and <c>bots</c>; more
    /// than one where they changed within the spans. The clicks topic is read without them.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Policies { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// Erasures that were asked for up to then were known, and what they cover was left out of the clicks of a topic; null where there were none,
    /// for other kinds, and for models of releases before.
    /// </summary>
    public DateTimeOffset? ErasuresKnownUntil { get; init; }

    /// <summary>The program's version.</summary>
    public string Code { get; init; } = "";
}

/// <summary>A span of offsets that a model was trained on.</summary>
/// <param name="Source">A table of the lake, or a topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="From">First offset.</param>
/// <param name="To">Last offset.</param>
public sealed record TrainingSpan(string Source, int Partition, long From, long To)
{
    /// <summary>Replacements of files that the partition's log had: with these the list of the files can be made again. Null for a topic.</summary>
    public long? Rewrites { get; init; }

    /// <summary>Files of the lake; null for a topic.</summary>
    public int? Files { get; init; }

    /// <summary>Rows in them; null for a topic.</summary>
    public long? Rows { get; init; }

    /// <summary>SHA-256 of the list of the files with their checksums; null for a topic.</summary>
    public string? ListSha256 { get; init; }
}

/// <summary>A file that a model was trained on.</summary>
/// <param name="Name">Its name, without its folder.</param>
/// <param name="Role">What it gave: <c>clicks</c>, or the option that named it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its checksum, hexadecimal.</param>
public sealed record TrainingFile(string Name, string Role, long Bytes, string Sha256);
