using System.Buffers;
using System.Text.Json;
using StreamReco.StreamHost.Audit;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Persons;

/// <summary>What a shard holds of a person.</summary>
/// <param name="Topic">The shard's topic.</param>
/// <param name="Partition">The shard's partition.</param>
/// <param name="By">The node that said so, or <c>state database</c>.</param>
/// <param name="Document">JSON as <see cref="Users.HeldPerson"/> makes it.</param>
internal sealed record HeldByShard(string Topic, int Partition, string By, byte[] Document);

/// <summary>
/// Everything that is held of a person, as one JSON document in the form of <c>docs/schemas/person-export.schema.json</c>.
/// </summary>
/// <param name="options">The group, the topics and the lake.</param>
/// <param name="userId">The id in clear.</param>
/// <param name="stateId">The id as the state knows it.</param>
/// <param name="time">The clock.</param>
internal sealed class PersonExport(StreamRecoOptions options, string userId, string stateId, TimeProvider time)
{
    private const int Version = 1;
    private const int AuditMax = 1_000;

    private static readonly JsonWriterOptions _form = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    /// <summary>Makes the document; blocks while lake and topics are read.</summary>
    /// <param name="held">What the shards hold; those that hold nothing are left out.</param>
    /// <param name="audit">The records of the audit trail about the person; null where no trail is written.</param>
    /// <param name="withTopics">Whether the topics are read, too.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Models.Lake.LakeException">A file of the lake is damaged.</exception>
    /// <exception cref="Kafka.Client.KafkaSetupException">A topic cannot be read.</exception>
    public byte[] Make(IReadOnlyList<HeldByShard> held, IReadOnlyList<AuditRecord>? audit, bool withTopics, CancellationToken cancel)
    {
        var output = new ArrayBufferWriter<byte>(16_384);
        using var writer = new Utf8JsonWriter(output, _form);
        writer.WriteStartObject();
        writer.WriteNumber("v", Version);
        writer.WriteString("user_id", userId);
        writer.WriteString("state_id", stateId);
        writer.WriteString("group", options.Kafka.Group);
        writer.WriteString("exported_at", time.GetUtcNow());
        WriteHeld(held, writer);
        var person = PersonMatch.Of(userId, stateId, LinkedIds(held), options.Pipeline);
        var lake = LakeRecords.Read(options, [stateId, .. person.Linked], person, time, cancel);
        writer.WritePropertyName("lake");
        WriteRaw(lake, writer);
        writer.WritePropertyName("topics");
        if (withTopics)
        {
            new TopicRecords(options.Kafka, person).Write(writer, cancel);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WritePropertyName("audit");
        JsonSerializer.Serialize(writer, audit, PersonJson.Options);
        WriteNotSearched(lake is not null, audit is not null, withTopics, person, writer);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The records of the audit trail about the person, the newest first.</summary>
    /// <param name="trail">The trail; null where none is written.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Stages.Ports.StoreUnavailableException">The database is away.</exception>
    public async Task<IReadOnlyList<AuditRecord>?> AuditAsync(IAuditTrail? trail, CancellationToken cancel) =>
        trail is null ? null
        : await trail.PersonOfAsync(options.Kafka.Group, stateId, cancel) is { } person
            ? await AuditList.NewestAsync(trail, options.Kafka.Group, new AuditQuery(person, 0, AuditMax), cancel) : [];

    /// <summary>Anonymous ids whose clicks are the person's to this day: under an id that has moved others have clicked since.</summary>
    private static SortedSet<string> LinkedIds(IReadOnlyList<HeldByShard> held)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var shard in held)
        {
            using var json = JsonDocument.Parse(shard.Document);
            if (json.RootElement.GetProperty("state") is { ValueKind: JsonValueKind.Object } state && state.TryGetProperty("identity", out var identity))
            {
                ids.UnionWith(identity.GetProperty("ids").EnumerateArray().Where(id => id.GetProperty("link").GetString() == "current")
                    .Select(id => id.GetProperty("id").GetString()!));
            }
        }

        return ids;
    }

    private static void WriteHeld(IReadOnlyList<HeldByShard> held, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("held");
        foreach (var shard in held)
        {
            using var json = JsonDocument.Parse(shard.Document);
            if (Users.HeldPerson.IsEmpty(json.RootElement))
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("topic", shard.Topic);
            writer.WriteNumber("partition", shard.Partition);
            writer.WriteString("by", shard.By);
            foreach (var field in json.RootElement.EnumerateObject())
            {
                field.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRaw(byte[]? json, Utf8JsonWriter writer)
    {
        if (json is null)
        {
            writer.WriteNullValue();
            return;
        }

        using var document = JsonDocument.Parse(json);
        document.RootElement.WriteTo(writer);
    }

    /// <summary>What may hold data of the person and was not read here, a sentence each.</summary>
    private void WriteNotSearched(bool hasLake, bool hasAudit, bool withTopics, PersonMatch person, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("not_searched");
        if (!withTopics)
        {
            writer.WriteStringValue(
                $"The topics {options.Kafka.Clicks}, {options.Kafka.Recommendations} and {options.Kafka.Rejected}: ask with topics.");
        }

        if (!hasLake)
        {
            writer.WriteStringValue($"A lake: {options.Lake.Directory} (Lake:Directory) holds none of topic {options.Kafka.Clicks} here.");
        }

        if (!hasAudit)
        {
            writer.WriteStringValue("The audit trail: Audit:Enabled is false.");
        }

        if (person.Unread > 0)
        {
            writer.WriteStringValue(
                $"{person.Unread} records in a schema registry's framing, but for their keys: they cannot be read; the first because {person.UnreadBecause}");
        }

        writer.WriteStringValue("Backups, copies of the lake, outputs of replays, and what readers of the recommendations have kept.");
        writer.WriteEndArray();
    }
}
