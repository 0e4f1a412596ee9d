using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Lake;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary>Follows an answer back: to its click, the model that made it, and the files of the lake.</summary>
/// <param name="options">Topics, model folders and lake.</param>
/// <param name="time">The clock of the lake's writer, which writes nothing here.</param>
internal sealed class LineageReader(StreamRecoOptions options, TimeProvider time)
{
    /// <summary>The clocks of a click's producer and of the node that answers may differ by this.</summary>
    private static readonly TimeSpan _clockMargin = TimeSpan.FromMinutes(10);

    private readonly List<string> _missing = [];

    /// <summary>Follows an answer; blocks meanwhile.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="progress">Told records of the answers' topic that were read, and how many there are.</param>
    /// <param name="cancel">Stops between records.</param>
    public AnswerLineage Read(string id, Action<long, long> progress, CancellationToken cancel)
    {
        var place = AnswerId.Parse(id);
        var shard = new RecordOrigin(options.Kafka.FoldedTopic(), place.Partition, place.Offset);
        var click = ReadClick(shard);
        var found = FindAnswer(id, click?.Received, progress, cancel);
        var answer = found is { Value: { } value } ? Parse(value) : (JsonElement?)null;

        // Where clicks are forwarded by user, the answer says where the shop wrote its click.
        var origin = found is null ? shard : RecordOrigins.Of(found.Value.Value) ?? shard;
        return new AnswerLineage(id)
        {
            Answer = answer,
            AnswerAt = found is { } at ? $"{new RecordOrigin(options.Kafka.Recommendations, at.Partition, at.Offset)}" : null,
            Click = origin == shard ? click : ReadClick(origin) ?? click,
            Model = answer is null ? null : ModelOf(answer.Value),
            Lake = FilesOf(origin, click),
            Missing = _missing,
        };
    }

    private ClickOrigin? ReadClick(RecordOrigin origin)
    {
        using var scan = new TopicScan(options.Kafka, "Kafka:Clicks", origin.Topic);
        if (scan.TryReadAt(origin.Partition, origin.Offset) is not { Value: { } value } record)
        {
            _missing.Add($"The click {origin}: the topic does not hold it, or not any more.");
            return null;
        }

        var click = new ClickEvent();
        var decoder = new EventDecoder(options.Pipeline.EventLimits(), new PassedOverEvents(options.Pipeline.Validation.PassOver));
        if (decoder.Decode(value, null, record.TimestampMs, click) is { } failure)
        {
            _missing.Add($"The record {origin} is no click: {failure.Message}");
            return null;
        }

        return new ClickOrigin(
            $"{origin}", DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs), EventTypes.NameOf(click.Type), $"{click.UserId}",
            [.. click.Items.Select(item => item.ItemId)], DateTimeOffset.FromUnixTimeMilliseconds(click.EventTimeMs));
    }

    private TopicRecord? FindAnswer(string id, DateTimeOffset? since, Action<long, long> progress, CancellationToken cancel)
    {
        using var scan = new TopicScan(options.Kafka, "Kafka:Recommendations", options.Kafka.Recommendations);
        var found = scan.Find(
            since is { } moment ? SpanBound.At(moment - _clockMargin) : SpanBound.Edge, record => IsAnswer(record.Value, id), progress, cancel);
        if (found is null)
        {
            _missing.Add(
                $"The answer: topic '{options.Kafka.Recommendations}' (Kafka:Recommendations) does not hold it. "
                + "Answers over HTTP are not written to the topic.");
        }

        return found;
    }

    private static JsonElement Parse(byte[] value)
    {
        using var json = JsonDocument.Parse(value);
        return json.RootElement.Clone();
    }

    private static bool IsAnswer(byte[]? value, string id)
    {
        if (value is null)
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(value);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("recommendation_id", out var named) && AnswerCode.IdOf(named.GetString()).SequenceEqual(AnswerCode.IdOf(id));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // Somebody else writes into the topic, too.
        }
    }

    private ModelOrigin? ModelOf(JsonElement answer)
    {
        var version = answer.TryGetProperty("model", out var model) && model.TryGetProperty("version", out var text)
            ? text.GetString() ?? "" : "";
        var (folder, manifest, _) = new ModelFolders(options.Model).All().FirstOrDefault(one => one.Manifest?.Version == version);
        if (manifest is null)
        {
            _missing.Add(
                $"The model {version}: neither '{options.Model.Directory}' (Model:Directory) nor a folder in '{options.Model.Versions}' "
                + "(Model:Versions) has it.");
            return null;
        }

        return ModelOrigin.Of(folder, manifest);
    }

    private IReadOnlyList<LakeOrigin> FilesOf(RecordOrigin origin, ClickOrigin? click)
    {
        if (!Directory.Exists(options.Lake.Directory))
        {
            return [];
        }

        var lake = LakeOpening.Open(options, time);
        var files = lake.Head.Topic == origin.Topic ? lake.LogOf(origin.Partition).FilesOf(EventRows.Name, origin.Offset) : [];
        var day = click is null ? null : LakePaths.DayText(LakePaths.DayOf(click.EventTime.ToUnixTimeMilliseconds()));
        LakeOrigin[] found =
        [
            .. files.Where(file => day is null || LakePaths.DayTextOf(file.Path) == day)
                .Select(file => new LakeOrigin(file.Path, file.Rows, file.Sha256)),
        ];
        if (found.Length == 0)
        {
            _missing.Add($"The lake '{options.Lake.Directory}' (Lake:Directory) has no row of the click.");
        }

        return found;
    }
}
