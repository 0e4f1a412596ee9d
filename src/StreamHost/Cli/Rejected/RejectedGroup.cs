using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>Rejected records of one reason and field.</summary>
/// <param name="Reason">The failure's wire name.</param>
/// <param name="Field">The field at fault, or null when it is the whole record.</param>
/// <param name="Records">How many.</param>
/// <param name="Repaired">How many of them were sent again.</param>
/// <param name="Sample">The message of the newest that is listed.</param>
/// <param name="Newest">Where that one stood.</param>
/// <param name="NewestAt">When it was rejected.</param>
internal sealed record RejectedGroup(
    string Reason, string? Field, long Records, long Repaired, string Sample, RecordOrigin Newest, DateTimeOffset NewestAt)
{
    /// <summary>How many of them are listed, by their status.</summary>
    public long Listed { get; init; }
}
