using System.Text;
using System.Text.Json;
using StreamReco.Rig.Checking;

namespace StreamReco.Rig.Tests;

/// <summary>The judge of the chaos run sees what is wrong: each kind of loss, repetition and disorder is told.</summary>
public sealed class VerdictTests
{
    private static readonly DueRules _rules = new() { OutOfOrdernessMs = 1_000, AllowedLatenessMs = 5_000 };

    private readonly List<TopicRecord> _clicks = [];
    private readonly List<TopicRecord> _answers = [];
    private readonly List<TopicRecord> _rejected = [];

    public VerdictTests()
    {
        Click("a", "e1", 100_000);
        Click("a", "e2", 101_000);
        Raw("{ not json"u8.ToArray());
        Click("b", "e3", 50_000);
        Click("a", "e1", 100_000);
        Answer("a", 0);
        Answer("a", 1);
        Rejected(2, "malformed");
        Rejected(3, "late");
    }

    [Fact]
    public void What_is_due_and_came_once_is_in_order()
    {
        var due = Due();
        (due.Read, due.Applied, due.Duplicate, due.Rejected.Count, due.Answers.Count).ShouldBe((5, 2, 1, 2, 2));
        Faults().ShouldBeEmpty();
    }

    [Fact]
    public void A_lost_answer_is_told() => Told("answers lost", () => _answers.RemoveAt(1));

    [Fact]
    public void A_repeated_answer_is_told() => Told("answers twice", () => Answer("a", 1));

    [Fact]
    public void An_answer_that_nobody_is_due_is_told() => Told("answers that are not due", () => Answer("b", 4));

    [Fact]
    public void Answers_of_a_user_in_disorder_are_told() => Told("out of order", _answers.Reverse);

    [Fact]
    public void A_lost_rejected_record_is_told() => Told("rejected records lost", () => _rejected.RemoveAt(0));

    [Fact]
    public void A_repeated_rejected_record_is_told() => Told("rejected records twice", () => Rejected(3, "late"));

    [Fact]
    public void A_rejected_record_with_another_reason_is_told() => Told("another reason", () =>
    {
        _rejected.RemoveAt(1);
        Rejected(3, "malformed");
    });

    [Fact]
    public void A_click_that_was_rejected_for_nothing_is_told() =>
        Told("rejected that should not be", () => Rejected(1, "late"));

    [Fact]
    public void An_answer_that_differs_from_the_calm_run_is_told()
    {
        var calm = SeenOutput.Of(_answers, _rejected);
        _answers.RemoveAt(1);
        Answer("a", 1, item: "other");
        Verdict.Contents(SeenOutput.Of(_answers, _rejected), calm)!.ShouldContain("0-1-A");
    }

    [Fact]
    public void A_throttled_click_is_due_when_the_watermark_or_a_tick_has_passed()
    {
        _clicks.Clear();
        var rules = _rules with { EmitIntervalMs = 10_000 };
        Click("a", "e1", 100_000);
        Click("a", "e2", 101_000);
        DueFold.Of(_clicks, rules).Waiting.ShouldBe(1);

        Click("b", "e3", 111_000);
        DueFold.Of(_clicks, rules).Answers.ShouldBe(["0-0-A", "0-1-A", "0-2-A"], ignoreOrder: true);

        Click("b", "e4", 111_500);
        _clicks.Add(new TopicRecord(0, 4, 0, null, "{}"u8.ToArray(), IsTick: true));
        DueFold.Of(_clicks, rules).Answers.ShouldContain("0-3-A");
    }

    private void Told(string what, Action spoil)
    {
        spoil();
        Faults().ShouldContain(fault => fault.Contains(what, StringComparison.Ordinal));
    }

    private DueWork Due() => DueFold.Of(_clicks, _rules);

    private List<string> Faults() => [.. Verdict.Of(Due(), SeenOutput.Of(_answers, _rejected))];

    private void Click(string user, string id, long timeMs) => Raw(JsonSerializer.SerializeToUtf8Bytes(new
    {
        event_id = id,
        event_type = "view_item",
        user_id = user,
        timestamp = timeMs,
        items = new[] { new { item_id = "i" } },
    }));

    private void Raw(byte[] value) => _clicks.Add(new TopicRecord(0, _clicks.Count, 200_000, null, value, IsTick: false));

    private void Answer(string user, long offset, string item = "i9") => _answers.Add(Message(_answers.Count, new
    {
        recommendation_id = $"0-{offset}-A",
        user_id = user,
        origin = new { partition = 0, offset },
        emitted_at = $"{_answers.Count}",
        items = new[] { new { item_id = item } },
    }));

    private void Rejected(int offset, string reason) => _rejected.Add(Message(_rejected.Count, new
    {
        failure_type = reason,
        payload = Convert.ToBase64String(_clicks[offset].Value!),
        origin = new { partition = 0, offset },
    }));

    private static TopicRecord Message(long at, object fields) =>
        new(0, at, 0, null, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(fields)), IsTick: false);
}
