using StreamReco.Models.Encoder;
using StreamReco.Models.Ranking;
using StreamReco.Models.Training.Stack;

namespace StreamReco.Models.Tests.Training.Stack;

public sealed class TwoStageEncoderTests
{
    private static readonly DataTraits Visits = new(
        Items: 20_000, Sessions: 30_000, Clicks: 150_000, Repeats: 0.2, ImmediateRepeats: 0.05, Timed: true, Histories: false)
    {
        LongSession = 9,
    };

    private static readonly DataTraits Films = new(
        Items: 3_416, Sessions: 6_040, Clicks: 1_000_000, Repeats: 0, ImmediateRepeats: 0, Timed: false, Histories: true)
    {
        LongSession = 400,
    };

    [Fact]
    public void Histories_of_hundreds_of_clicks_are_also_tried_with_a_longer_look_back() =>
        Options(Films).Select(option => option.Settings.RecentItems).ShouldBe([20, 50, 50]);

    [Fact]
    public void Short_sessions_are_not() =>
        Options(Visits).ShouldAllBe(option => option.Settings.RecentItems == 20);

    [Fact]
    public void Both_forms_are_compared_whatever_the_kind_of_data()
    {
        foreach (var traits in (DataTraits[])[Visits, Films])
        {
            Options(traits).Select(option => option.Settings.Form).Distinct().Count().ShouldBe(2);
        }
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(3)]
    [InlineData(45)]
    [InlineData(600)]
    public void What_is_trained_fits_the_budget_or_is_the_least_that_there_is(double minutes)
    {
        foreach (var traits in (DataTraits[])[Visits, Films, Films with { Items = 100_000, Clicks = 20_000_000 }])
        {
            var options = Options(traits, minutes);

            var epochs = options[0].Settings.Epochs;
            if (options.Count == 1 && epochs == 2)
            {
                continue; // The least: a model is better than none.
            }

            Minutes(traits, options).ShouldBeLessThanOrEqualTo(minutes);
        }
    }

    [Fact]
    public void Settings_that_were_given_are_not_compared()
    {
        var given = new EncoderSettings { Dimensions = 64, Dropout = 0.1f, Epochs = 3 };

        var options = Options(Films, settings: new TwoStageSettings { Encoder = given, Seed = 5, Threads = 2 });

        options.Single().ShouldBe(("given", given with { Seed = 5, Threads = 2 }));
    }

    [Fact]
    public void What_was_compared_stands_in_the_selection_with_its_figures()
    {
        var stack = TwoStageSamples.Stack(TwoStageSamples.Settings with { Without = [], BudgetMinutes = 10 });

        var choice = stack.Selection.Choices.Single(choice => choice.Part == RankPlan.Encoder);

        choice.Tried.Count.ShouldBe(3);
        choice.Tried[choice.Chosen].ShouldBe(choice.Tried.Values.Max());
    }

    private static IReadOnlyList<(string Name, EncoderSettings Settings)> Options(
        DataTraits traits, double minutes = 45, TwoStageSettings? settings = null) =>
        new TwoStageEncoder(settings ?? new TwoStageSettings { BudgetMinutes = minutes }, traits, TimeProvider.System).Options();

    /// <summary>
    /// Of two cores, for all trainings: the comparison (of large data half the epochs on 300,000 clicks), the winner behind
    /// it, and the last on everything.
    /// </summary>
    private static double Minutes(DataTraits traits, IReadOnlyList<(string Name, EncoderSettings Settings)> options)
    {
        var each = options.Select(option =>
            option.Settings.Epochs
            * EncoderCost.MinutesOfEpoch(option.Settings, traits.Clicks - traits.Sessions, traits.Items)).ToList();
        return traits.Clicks > 300_000
            ? (each.Sum() * 0.5 * 300_000 / traits.Clicks) + (2 * each.Max())
            : each.Sum() + each.Max();
    }
}
