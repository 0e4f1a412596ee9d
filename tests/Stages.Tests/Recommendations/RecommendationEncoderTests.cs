using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.TestKit;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Recommendations;

/// <summary>Answers are written by hand; the general JSON writer is the judge.</summary>
public sealed class RecommendationEncoderTests
{
    [Fact]
    public void An_answer_has_the_bytes_that_the_general_writer_would_write_whatever_its_ids_and_scores() =>
        Prop.ForAll<string, string, NormalFloat>((user, item, score) =>
        {
            var text = Encode(user ?? "", [(item ?? "") + "\u00e9\"<\\", item ?? ""], (float)score.Get);

            using var json = JsonDocument.Parse(text);
            JsonSerializer.SerializeToUtf8Bytes(json.RootElement).ShouldBe(text);
            json.RootElement.GetProperty("user_id").GetString().ShouldBe(user ?? "");
            json.RootElement.GetProperty("items")[1].GetProperty("item_id").GetString().ShouldBe(item ?? "");
            json.RootElement.GetProperty("items")[0].GetProperty("score").GetSingle().ShouldBe((float)score.Get);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, "2026-01-15T12:00:00Z")]
    [InlineData(1_230_000, "2026-01-15T12:00:00.123Z")]
    [InlineData(1, "2026-01-15T12:00:00.0000001Z")]
    public void A_moment_is_written_to_its_last_digit(long ticks, string expected)
    {
        var json = new JsonBytes();
        json.Moment(new DateTime(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc).AddTicks(ticks));

        json.WrittenSpan.ToArray().ShouldBe(JsonSerializer.SerializeToUtf8Bytes(expected));
    }

    [Fact]
    public void A_score_that_is_no_number_is_an_error_and_not_an_answer() =>
        Should.Throw<ArgumentException>(() => Encode("u", ["i", "j"], float.NaN)).Message.ShouldContain("NaN");

    [Theory]
    [InlineData(ReasonScope.Everywhere, null)]
    [InlineData(ReasonScope.Category, """["category"]""")]
    [InlineData(ReasonScope.Country, """["country"]""")]
    [InlineData(ReasonScope.Category | ReasonScope.Country, """["category","country"]""")]
    public void The_reason_says_what_of_the_click_an_item_goes_by_in_the_contract_of_the_topic(ReasonScope scope, string? expected)
    {
        var bytes = Encode("u", ["i"], 0, scope);
        using var json = JsonDocument.Parse(bytes);
        var reason = json.RootElement.GetProperty("items")[0].GetProperty("reason");

        (reason.TryGetProperty("scope", out var found) ? found.GetRawText() : null).ShouldBe(expected);
        JsonSchemaCheck.Violations(JsonSchemaCheck.Load("recommendation"), bytes).ShouldBeEmpty();
    }

    private static byte[] Encode(string userId, string[] itemIds, float score, ReasonScope scope = ReasonScope.Everywhere)
    {
        var rules = RerankRules.Open(new RerankOptions());
        var encoder = new RecommendationEncoder(
            new ShardId("g", "clicks", 3), Requests.Model.Manifest, rules, RecommendStage.DefaultVariant, new ManualTimeProvider());
        RankedItem[] items =
        [
            .. itemIds.Select(id => new RankedItem(id, score, ReasonKind.Similar, [id, "x"]) { Scope = scope }),
        ];
        var request = new ShardModel(new LoadedModel(Requests.Model, new ScoredElsewhere()), 50).Requests.Rent();
        request.Fill(
            new UserState(userId, new UserStateOptions()),
            new RequestContext(0, Requests.NowMs, Requests.NowMs, null, []));
        return encoder.Encode(request, items, new RuleTrace(rules.Count)).Value!;
    }
}
