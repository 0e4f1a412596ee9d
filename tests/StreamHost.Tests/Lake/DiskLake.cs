using StreamReco.Models.Events;
using StreamReco.Models.Lake;

namespace StreamReco.StreamHost.Tests.Lake;

/// <summary>A small lake on the disk, without a broker: clicks of users u0 to u9 over three days, answers to all of them.</summary>
internal static class DiskLake
{
    public const int Users = 10;

    private const long BeginMs = 1_735_689_600_000; // 2025-01-01
    private const long DayMs = 86_400_000;

    /// <summary>Adds clicks, a commit for each fifty.</summary>
    public static void AddClicks(string folder, int count)
    {
        var lake = ClickLake.Begin(new DiskLakeFiles(folder), "clicks", new LakeWriter("w", "test", TimeProvider.System));
        var (span, click) = (new LakeSpan(lake, lake.LogOf(0)), new ClickEvent());
        var from = span.Next ?? 0;
        for (var offset = from; offset < from + count; offset++)
        {
            Fill(click, offset);
            span.Account(offset, 1, "applied", TimeOf(offset));
            span.Events.Add(click, TimeOf(offset), offset);
            if (offset % 50 == 49)
            {
                span.Commit(0, "rules-of-the-nodes");
            }
        }

        span.Commit(0, "rules-of-the-nodes");
    }

    /// <summary>Adds an answer to each click, which shows what the user looks at next, and two items that nobody looks at.</summary>
    public static void AddAnswers(string folder, int count)
    {
        var lake = ClickLake.Begin(new DiskLakeFiles(folder), "clicks", new LakeWriter("w", "test", TimeProvider.System));
        var span = new LakeSpan(lake, new LakeLog(lake.Files, LakeStream.Answers, 0));
        for (var offset = 0L; offset < count; offset++)
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(TimeOf(offset)).UtcDateTime.ToString("O");
            span.Account(offset, 1, "answer", TimeOf(offset));
            span.Answers.Add(System.Text.Encoding.UTF8.GetBytes(
                $$$"""
                {"recommendation_id":"0-{{{offset}}}-A","user_id":"{{{UserOf(offset)}}}","session_id":"s","as_of":"{{{time}}}","emitted_at":"{{{time}}}",
                 "items":[{"item_id":"{{{ItemOf(offset + Users)}}}","rank":1,"score":0.5,"reason":{"kind":"similar","source":"knn","because_of":[]} },
                          {"item_id":"n1","rank":2,"score":0.4,"reason":{"kind":"popular","because_of":[]} }],
                 "model":{"name":"m","version":"v"},"variant":"A","origin":{"topic":"clicks","partition":0,"offset":{{{offset}}} } }
                """), offset).ShouldBeTrue();
        }

        span.Commit(0, "");
    }

    private static string UserOf(long offset) => $"u{offset % Users}";

    private static string ItemOf(long offset) => $"i{offset * 7 % 23}";

    private static long TimeOf(long offset) => BeginMs + (offset / 100 * DayMs) + (offset * 1_000);

    private static void Fill(ClickEvent click, long offset)
    {
        click.Clear();
        click.SetUserId(UserOf(offset));
        click.SetSessionId($"s{offset / 100}");
        (click.HasEventId, click.EventIdHash, click.Type) = (true, (ulong)offset * 977, offset % 9 == 0 ? EventType.Purchase : EventType.ViewItem);
        click.EventTimeMs = TimeOf(offset);
        click.AddItem(new ItemTouch(ItemOf(offset), null, double.NaN, 1));
    }
}
