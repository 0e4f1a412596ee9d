using System.Buffers;
using System.Text.Json;
using StreamReco.Models.Lake;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Lake;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Persons;

/// <summary>The rows of a person in the lake of the settings.</summary>
internal static class LakeRecords
{
    /// <summary>How often files may be exchanged while they are read.</summary>
    private const int AttemptsMax = 5;

    /// <summary>Reads the rows.</summary>
    /// <param name="options">Where the lake is, and of which topic it must be.</param>
    /// <param name="stateIds">The ids of the person, as the lake knows them.</param>
    /// <param name="person">Tells which rejected records name the person.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>JSON as <see cref="LakePerson.Write"/> makes it; null where the folder holds no lake of the clicks topic.</returns>
    /// <exception cref="LakeException">A file is damaged, or missing for good.</exception>
    public static byte[]? Read(
        StreamRecoOptions options, IReadOnlyList<string> stateIds, PersonMatch person, TimeProvider time, CancellationToken cancel)
    {
        var folder = options.Lake.Directory;
        if (!File.Exists(Path.Combine(folder, LakePaths.Head)))
        {
            return null;
        }

        var lake = ClickLake.Open(new DiskLakeFiles(folder), $"{folder} (Lake:Directory)", LakeWriters.Of(time));
        if (lake.Head.Topic != options.Kafka.Clicks && lake.Head.Topic != options.Kafka.ByUser)
        {
            return null;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Read(lake, stateIds, person, cancel);
            }
            catch (LakeException e) when (attempt < AttemptsMax && e.InnerException is FileNotFoundException)
            {
                // Files were exchanged meanwhile, or a writer ended between its commit and the move of its files.
                foreach (var log in lake.Logs())
                {
                    log.Recover();
                }
            }
        }
    }

    private static byte[] Read(ClickLake lake, IReadOnlyList<string> stateIds, PersonMatch person, CancellationToken cancel)
    {
        var output = new ArrayBufferWriter<byte>(4_096);
        using (var writer = new Utf8JsonWriter(output))
        {
            new LakePerson(lake).Write(stateIds, record => person.Names(new LogRecord(record.Offset, record.ReceivedMs, record.Key, record.Payload, null)), writer, cancel);
        }

        return output.WrittenSpan.ToArray();
    }
}
