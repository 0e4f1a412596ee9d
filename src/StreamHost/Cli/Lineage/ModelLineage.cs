using StreamReco.Models.Artifacts;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary>What a model was made of, and what became of that.</summary>
/// <param name="Model">The model.</param>
/// <param name="Origin">What its manifest says; null for a model of a release before.</param>
internal sealed record ModelLineage(ModelOrigin Model, TrainingOrigin? Origin)
{
    /// <summary>Spans of offsets with their files.</summary>
    public IReadOnlyList<SpanLineage> Spans { get; init; } = [];

    /// <summary>What could not be found, or is not as it was said, a sentence each.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

/// <summary>A span that a model was trained on.</summary>
/// <param name="Source">A table of the lake, or a topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="From">First offset.</param>
/// <param name="To">Last offset.</param>
/// <param name="IsProven">Whether the list of files has the checksum of the manifest; null where there is none to compare.</param>
/// <param name="Files">The files, by path.</param>
internal sealed record SpanLineage(
    string Source, int Partition, long From, long To, bool? IsProven, IReadOnlyList<FileFate> Files);

/// <summary>A file as a training read it, and what became of it.</summary>
/// <param name="Path">Its path in the lake.</param>
/// <param name="Rows">Its rows then.</param>
/// <param name="Sha256">Its checksum then.</param>
/// <param name="Fate"><c>there</c>, or the kind of the commit that took it out: <c>compact</c>, <c>erase</c>, <c>expire</c>.</param>
/// <param name="Since">When it was taken out, ISO 8601; null while it is there.</param>
/// <param name="ReplacedBy">The files that came in its place.</param>
internal sealed record FileFate(string Path, long Rows, string Sha256, string Fate, string? Since, IReadOnlyList<string> ReplacedBy)
{
    /// <summary>The fate of one that is there.</summary>
    public const string There = "there";
}

/// <summary>What became of a file of a lake.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Lives">From the commit that added it on; more than one where an erasure rewrote it in its place.</param>
internal sealed record FileLineage(string Path, IReadOnlyList<FileLife> Lives);

/// <summary>A file between two commits.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Sha256">Its checksum.</param>
/// <param name="AddedBy">The kind of the commit that added it: <c>append</c>, <c>compact</c> or <c>erase</c>.</param>
/// <param name="AddedAt">When, ISO 8601.</param>
/// <param name="Commit">The commit in the log.</param>
/// <param name="Fate">As <see cref="FileFate.Fate"/>.</param>
/// <param name="RemovedAt">When it was taken out, ISO 8601; null while it is there.</param>
/// <param name="ReplacedBy">The files that came in its place.</param>
/// <param name="Models">Models that were trained on it.</param>
internal sealed record FileLife(
    string Table, int Partition, long Rows, string Sha256, string AddedBy, string AddedAt, string Commit, string Fate, string? RemovedAt,
    IReadOnlyList<string> ReplacedBy, IReadOnlyList<ModelName> Models);

/// <summary>A model by name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Created">When it was trained.</param>
internal sealed record ModelName(string Name, string Version, string Folder, DateTimeOffset Created)
{
    public static ModelName Of(KnownModel model) =>
        new(model.Manifest.Name, model.Manifest.Version, model.Folder, model.Manifest.Created);
}

/// <summary>Where a user is, was erased, and which models learned from them.</summary>
/// <param name="UserId">The id in clear.</param>
/// <param name="Files">Files of the lake that hold rows of the user now.</param>
/// <param name="Erasures">Erasures of the user in the lake.</param>
/// <param name="Log">The erasure's place in the log of the clicks; null where it was not looked for, or there is none.</param>
/// <param name="Models">The models that saw the user, or may have.</param>
/// <param name="NotJudged">What could not be judged, a sentence each.</param>
internal sealed record UserLineage(
    string UserId, IReadOnlyList<string> Files, IReadOnlyList<UserErasure> Erasures, LoggedErasure? Log, IReadOnlyList<ModelSight> Models,
    IReadOnlyList<string> NotJudged);

/// <summary>Rows of a user that went out of a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="At">When, ISO 8601.</param>
/// <param name="Commit">The commit in the log.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="First">The least offset among them.</param>
/// <param name="Last">The greatest.</param>
internal sealed record UserErasure(string Path, string At, string Commit, long Rows, long First, long Last);

/// <summary>An erasure in the log of the clicks.</summary>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Offsets">Where it stands, by partition.</param>
internal sealed record LoggedErasure(DateTimeOffset RequestedAt, string Topic, IReadOnlyList<long> Offsets);

/// <summary>A model and a user.</summary>
/// <param name="Model">The model.</param>
/// <param name="Sight"><c>saw</c>: rows of the user were in what it read. <c>may have seen</c>: what it read lies before an erasure.</param>
/// <param name="IsErased">Whether the user was erased after it: the decision to retrain.</param>
/// <param name="Why">By which span and erasure.</param>
internal sealed record ModelSight(ModelName Model, string Sight, bool IsErased, string Why)
{
    public const string Saw = "saw";

    public const string MayHaveSeen = "may have seen";
}
