using StreamReco.Models.Binary;

namespace StreamReco.Stages.Serving;

/// <summary>
/// A change of model as the log of a partition has it: a control record of the clicks topic, known by its header.
/// From its offset on the shard answers with the version that it names, in every run and every replay.
/// </summary>
/// <param name="Version">The version that answers from here on.</param>
/// <param name="Previous">The version that answered before.</param>
/// <param name="Offset">Where the change stands.</param>
/// <param name="Base">The version of the settings at that time: settings that were changed later speak last.</param>
public sealed record ModelChange(string Version, string Previous, long Offset, string Base)
{
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
