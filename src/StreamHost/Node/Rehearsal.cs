using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Users;
using StreamReco.Stages;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;

namespace StreamReco.StreamHost.Node;

/// <summary>
/// Takes made-up clicks through the stages of a shard that nobody owns, while the node joins the cluster: code is compiled at
/// its first use, and that use would otherwise be the first batch of a partition whose users wait. Nothing is read, asked of
/// the model, committed or stored.
/// </summary>
internal sealed partial class Rehearsal(
    PipelineOptions options, IModelShelf models, ICatalog catalog, IShardStore store, TimeProvider time, ILogger logger)
{
    private const int Rounds = 40;
    private const int Clicks = 8;

    private static readonly ShardId _shard = new("rehearsal", "rehearsal", 0);

    /// <summary>Runs on a thread of the pool; a failure is logged, because nothing depends on it.</summary>
    public Task RunAsync(CancellationToken stop) => Task.Run(
        async () =>
        {
            try
            {
                await PlayAsync(stop);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(logger, e.Message);
            }
        },
        stop);

    private async Task PlayAsync(CancellationToken stop)
    {
        var model = models.Base;
        var items = model.Artifact.Items;
        if (items.Count == 0)
        {
            return;
        }

        var parts = new ShardParts(_shard, options, models, catalog, time);
        var users = new UserTable(
            options.UserState, new UserStateCodec(options.UserState, items), options.Limits.ResidentUsersMax, storeHasUsers: false);
        var fold = new FoldStage(
            parts, model, new ShardState(options.Window), users, new UserLoader(store, _shard), emitFrom: 0);
        using var stages = new ShardStages(parts, fold, new AnswerStage(parts, ProgramVersion.Text));
        for (var round = 0; round < Rounds && !stop.IsCancellationRequested; round++)
        {
            var folded = await stages.FoldAsync(BatchOf(round, at => items.IdOf(at % items.Count)), stop);
            stages.Answer(stages.Retrieve(folded));
        }
    }

    private RecordBatch BatchOf(int round, Func<int, string> itemAt)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var first = (long)round * Clicks;
        var records = new List<RawRecord>(Clicks);
        for (var click = 0; click < Clicks; click++)
        {
            var user = $"user {click}";
            var value = ClickOf(user, itemAt((int)first + click), $"{first + click}", nowMs);
            records.Add(new RawRecord(first + click, nowMs, Encoding.UTF8.GetBytes(user), value, null));
        }

        return new RecordBatch(records, first + Clicks);
    }

    private static byte[] ClickOf(string user, string item, string id, long timeMs)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteString("event_id", id);
        json.WriteString("event_type", "view_item");
        json.WriteString("user_id", user);
        json.WriteString("item_id", item);
        json.WriteNumber("timestamp", timeMs);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    [LoggerMessage(25, LogLevel.Debug, "the rehearsal before the first partition ended early: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
