using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Indexing;
using StreamReco.StreamHost.Search;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>Suggestions are made anew beside the requests.</summary>
public sealed class LatestSuggestionsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly SearchSuggestions _first = Empty();
    private readonly SearchSuggestions _second = Empty();

    [Fact]
    public async Task Who_asks_while_newer_ones_are_made_gets_those_of_before_without_waiting()
    {
        using var go = new ManualResetEventSlim();
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (generation, calls) = (1L, 0);
        var suggestions = new LatestSuggestions(
            () => (generation, 0),
            () =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    return _first;
                }

                go.Wait();
                made.TrySetResult();
                return _second;
            },
            _time);
        suggestions.Now().ShouldBeSameAs(_first);

        generation = 2;
        suggestions.Now().ShouldBeSameAs(_first);
        calls.ShouldBe(1); // within the second
        _time.Advance(TimeSpan.FromSeconds(1));
        suggestions.Now().ShouldBeSameAs(_first);
        suggestions.Now().ShouldBeSameAs(_first);

        go.Set();
        await made.Task;
        while (!ReferenceEquals(suggestions.Now(), _second))
        {
            await Task.Yield();
        }

        calls.ShouldBe(2);
    }

    private static SearchSuggestions Empty() => SearchSuggestions.Of(new SearchIndex().Current, Array.Empty<SummedQuery>());
}
