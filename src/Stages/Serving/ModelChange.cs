using System.Text;
using StreamReco.Models.Binary;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Serving;

/// <summary>
/// A change of model as it stands in the log of a partition: a control record of the clicks topic, told by its header.
/// From its offset on the shard answers with the version that it names, in every run and every replay.
/// </summary>
/// <param name="Version">The version that answers from here on.</param>
/// <param name="Previous">The version that answered before.</param>
/// <param name="Offset">Where the change stands.</param>
/// <param name="Base">The version of the settings at that time: settings that were changed later speak last.</param>
public sealed record ModelChange(string Version, string Previous, long Offset, string Base)
{
    /// <summary>The header that makes a record a change of model; its value is the version.</summary>
    public const string Header = "streamreco-model";

    /// <summary>The version that a record asks for, or null when it is no change of model.</summary>
    public static string? VersionIn(in RawRecord record)
    {
        for (var i = 0; record.Headers is { } headers && i < headers.Count; i++)
        {
            if (string.Equals(headers[i].Key, Header, StringComparison.Ordinal))
            {
                return Encoding.UTF8.GetString(headers[i].Value);
            }
        }

        return null;
    }

    /// <summary>The versions that records of a micro-batch ask for, by offset; the same empty list where there are none.</summary>
    public static IReadOnlyList<string> VersionsIn(IReadOnlyList<RawRecord> records)
    {
        List<string>? versions = null;
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].Headers is not null && VersionIn(records[i]) is { } version)
            {
                (versions ??= []).Add(version);
            }
        }

        return versions ?? (IReadOnlyList<string>)[];
    }

    internal void Write(StateWriter writer)
    {
        writer.Text(Version);
        writer.Text(Previous);
        writer.Unsigned((ulong)Offset);
        writer.Text(Base);
    }

    internal static ModelChange Read(ref StateReader reader) =>
        new(reader.Text(), reader.Text(), (long)reader.Unsigned(), reader.Text());
}
