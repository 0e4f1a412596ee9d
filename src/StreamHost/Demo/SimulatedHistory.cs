using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Simulation;
using StreamReco.Stages;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;

namespace StreamReco.StreamHost.Demo;

/// <summary>Reads simulated records as training data, through the pipeline's own decoding and validation.</summary>
internal static class SimulatedHistory
{
    public static ClickDataset Read(
        IEnumerable<SimulatedRecord> records, IReadOnlyList<CatalogItem> catalog, PipelineOptions options)
    {
        var decode = new DecodeStage(options);
        var validate = new ValidateStage(options.Validation);
        var click = new ClickEvent();
        var clicks = new List<HistoricClick>();
        foreach (var record in records)
        {
            var raw = new LogRecord(clicks.Count, record.TimeMs, null, record.Payload, null);
            var good = record.Kind != SimulatedKind.Duplicate
                && decode.Decode(raw, click) is null
                && validate.Check(click, record.TimeMs) is null
                && EventTypes.IsInteraction(click.Type);
            for (var i = 0; good && i < click.Items.Count; i++)
            {
                clicks.Add(new HistoricClick(
                    click.UserId.ToString(), click.SessionId.ToString(), click.Items[i].ItemId, click.EventTimeMs, click.Type));
            }
        }

        return new ClickDataset(
            [.. clicks.OrderBy(c => c.TimeMs)], catalog, new Dictionary<string, long>(StringComparer.Ordinal), null);
    }
}
