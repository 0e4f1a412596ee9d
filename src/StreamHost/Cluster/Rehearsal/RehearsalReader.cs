using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Items;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cluster.Rehearsal;

/// <summary>The clicks of a rehearsal: invented users view items of the model. After them nothing comes.</summary>
/// <param name="items">The model's items.</param>
/// <param name="nowMs">When the clicks are made and received, Unix milliseconds.</param>
internal sealed class RehearsalReader(ItemSpace items, long nowMs) : IPartitionReader
{
    /// <summary>Enough to pass each stage with several users; all of them take a few milliseconds.</summary>
    public const int Clicks = 96;

    private const int Users = 32;

    private readonly ManualResetEventSlim _never = new();
    private int _next;

    public bool IsAtEnd => false;

    public RecordBatch? Read(int recordsMax, TimeSpan wait)
    {
        if (_next == Clicks)
        {
            _never.Wait(wait);
            return null;
        }

        var records = new List<LogRecord>();
        for (; _next < Clicks && records.Count < recordsMax; _next++)
        {
            records.Add(Click(_next));
        }

        return new RecordBatch(records, _next);
    }

    public void Dispose() => _never.Dispose();

    /// <summary>The id of an invented user.</summary>
    public static string UserId(int number) => string.Create(CultureInfo.InvariantCulture, $"rehearsal-{number}");

    private LogRecord Click(int number)
    {
        var user = UserId(number % Users);
        var item = items.Count == 0 ? "none" : items.IdOf(number * 7 % items.Count);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(nowMs).UtcDateTime;
        var json = $$"""
            {"event_id":"rehearsal-{{number}}","event_type":"view_item","user_id":"{{user}}","item_id":{{Quoted(item)}},"timestamp":"{{at:O}}"}
            """;
        return new LogRecord(number, nowMs, Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(json), null);
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
