using System.Buffers;
using System.Text;
using System.Text.Json;
using StreamReco.Models.DataQuality;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.DataQuality;

/// <summary>Writes an alert in the contract of <c>docs/schemas/quality-alert.schema.json</c>.</summary>
public static class QualityAlertEncoder
{
    /// <summary>The record of the alerts' topic: its key is <c>rule|source|partition</c>, so that compaction keeps the newest.</summary>
    public static OutboundRecord Encode(QualityAlert alert, ShardId shard)
    {
        var change = alert.Change;
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("v"u8, 1);
            json.WriteString("rule"u8, change.Rule.Name);
            json.WriteString("check"u8, QualityNames.NameOf(change.Rule.Check));
            json.WriteString("source"u8, change.Source);
            json.WriteString("topic"u8, shard.Topic);
            json.WriteNumber("partition"u8, shard.Partition);
            json.WriteString("level"u8, QualityNames.NameOf(change.Level));
            json.WriteString("before"u8, QualityNames.NameOf(change.Before));
            WriteWindow(json, change);
            json.WriteString("rules"u8, alert.Rules);
            json.WriteNumber("offset"u8, alert.Offset);
            json.WriteString("at"u8, TimeOf(alert.AtMs));
            json.WriteEndObject();
        }

        var key = Encoding.UTF8.GetBytes($"{change.Rule.Name}|{change.Source}|{shard.Partition}");
        return new OutboundRecord(OutboundTopic.Alerts, key, output.WrittenSpan.ToArray());
    }

    /// <summary>The window that changed it; none where other rules came.</summary>
    private static void WriteWindow(Utf8JsonWriter json, QualityChange change)
    {
        if (change.WindowToMs == 0)
        {
            json.WriteString("why"u8, "other rules are in force"u8);
            return;
        }

        json.WriteNumber("value"u8, change.Verdict.Micro / 1e6);
        WriteLevel(json, "warn", change.Rule.Warn);
        WriteLevel(json, "fail", change.Rule.Fail);
        json.WriteNumber("judged"u8, change.Judged);
        json.WriteNumber("failed"u8, change.Failed);
        json.WriteString("window_from"u8, TimeOf(change.WindowFromMs));
        json.WriteString("window_to"u8, TimeOf(change.WindowToMs));
    }

    private static void WriteLevel(Utf8JsonWriter json, string name, double? level)
    {
        if (level is { } given)
        {
            json.WriteNumber(name, given);
        }
    }

    private static DateTime TimeOf(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime;
}
