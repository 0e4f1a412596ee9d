using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary><c>users erasures list</c>: the record of what was erased, without saying who.</summary>
internal sealed class UsersErasuresListCommand : CliCommand
{
    private readonly Option<string> _user = new("--user")
    {
        Description = "Only the erasure of this user, id in clear; needs the key that it was made with.",
        HelpName = "ID",
    };

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an array of objects.");

    public UsersErasuresListCommand()
        : base("list",
            "List erasures by keyed hash, and in how many partitions the stored state is past them. The newest of a user.")
    {
        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Group(), PipelineOptionSet.Clicks(),
            PipelineOptionSet.Erasures(), PipelineOptionSet.State());
        Add(_user);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("List all erasures, and how far each is", "streamreco users erasures list --bootstrap k1:9092 --state streamreco.db"),
        new("Whether a user was erased, for a script",
            "streamreco users erasures list --user u42 --output json --set Privacy:ErasureKeyFile=erasure.key"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var hash = context.Value(_user) is { } user ? ErasureKey.Of(user, options.Pipeline.Privacy).Hash : null;
        var entries = (await ReadAsync(context, options.Kafka, cancel))
            .Where(entry => entry.Topic == options.Kafka.Clicks && (hash is null || entry.Hash == hash)).ToArray();
        var stored = await StoredOffsetsAsync(options, cancel);
        var rows = entries.Select(entry => new ErasureRow(entry, stored)).ToArray();
        if (context.Value(_output) == "json")
        {
            WriteJson(context, rows);
        }
        else
        {
            WriteTable(context, rows);
        }

        return ExitCode.Ok;
    }

    private static async Task<IReadOnlyList<ErasureEntry>> ReadAsync(CommandContext context, KafkaOptions kafka, CancellationToken cancel)
    {
        using var wait = BrokerWait.Begin(context, kafka);
        return await new ErasureTopic(kafka, context.Time).ReadAsync(cancel);
    }

    /// <summary>The offset of each partition's snapshot; null where there is no store to ask.</summary>
    private static async Task<IReadOnlyDictionary<int, long>?> StoredOffsetsAsync(
        StreamRecoOptions options, CancellationToken cancel)
    {
        if (StoreAddress.Missing(options.State.Connection) is not null)
        {
            return null;
        }

        await using var store = await UsersStore.OpenAsync(options, cancel);
        var offsets = new Dictionary<int, long>();
        foreach (var shard in await store.ListShardsAsync(cancel))
        {
            if (shard.Pipeline == options.Kafka.Group && shard.Topic == options.Kafka.Clicks
                && await store.LoadAsync(shard, cancel) is { } snapshot)
            {
                offsets[shard.Partition] = snapshot.NextOffset;
            }
        }

        return offsets;
    }

    private static void WriteTable(CommandContext context, IReadOnlyList<ErasureRow> rows)
    {
        if (rows.Count == 0)
        {
            context.Screen.Output.WriteLine("no erasures");
            return;
        }

        var table = new Table().Border(TableBorder.None).AddColumn("requested at").AddColumn("hash").AddColumn("key")
            .AddColumn("stored state");
        foreach (var row in rows)
        {
            table.AddRow(
                row.Entry.RequestedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                row.Entry.Hash, row.Entry.KeyId, Markup.Escape(row.Says));
        }

        context.Screen.Results.Write(table);
    }

    private static void WriteJson(CommandContext context, IReadOnlyList<ErasureRow> rows) =>
        context.Screen.Output.WriteLine(JsonSerializer.Serialize(rows.Select(row => new
        {
            hash = row.Entry.Hash,
            key_id = row.Entry.KeyId,
            requested_at = row.Entry.RequestedAt.UtcDateTime,
            topic = row.Entry.Topic,
            offsets = row.Entry.Offsets,
            partitions_done = row.Done,
        })));

    /// <param name="Entry">The erasure.</param>
    /// <param name="Stored">The offset of each partition's snapshot, or null.</param>
    private sealed record ErasureRow(ErasureEntry Entry, IReadOnlyDictionary<int, long>? Stored)
    {
        /// <summary>Partitions whose stored state is past the erasure.</summary>
        public int? Done => Stored is null ? null
            : Entry.Offsets.Where((offset, partition) => Stored.GetValueOrDefault(partition) > offset).Count();

        public string Says => Done is not { } done ? "no state at State:Connection"
            : done == Entry.Offsets.Count ? "forgotten" : $"forgotten in {done} of {Entry.Offsets.Count} partitions";
    }
}
