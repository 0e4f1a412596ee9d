using StreamReco.Models.Evaluation;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Retrieval.Tables;
using StreamReco.TestKit;
using Xunit.Abstractions;

namespace StreamReco.Models.Tests.Retrieval;

/// <summary>
/// What it is worth to know what a visitor clicked before they signed in: sessions of a public set, each with a sign-in planted in its
/// middle, and the first five recommendations behind it. The figures stand in docs/IDENTITY.md.
/// </summary>
public sealed class StitchingFigureTests(ITestOutputHelper output)
{
    private const int AnswersMax = 5;

    private static readonly ParallelOptions _parallel = new();

    [SharedDataFact("bol-sessions")]
    public void The_first_answers_after_signing_in_are_better_with_what_was_clicked_before()
    {
        var set = EvaluationFiles.Load(
            EvaluationProtocol.Sessions, SharedFolder.Data("bol-sessions", "train.txt"), SharedFolder.Data("bol-sessions", "test.txt"), default);
        var (stitched, apart) = SignedIn(set);

        var (with, without) = (Judge(set, stitched), Judge(set, apart));

        output.WriteLine(
            $"{with.Count} answers: HR@20 {with.HitRate(20):F4} with, {without.HitRate(20):F4} without; "
            + $"MRR@20 {with.ReciprocalRank(20):F4} with, {without.ReciprocalRank(20):F4} without");
        with.Count.ShouldBeGreaterThan(100);
        with.HitRate(20).ShouldBeGreaterThan(without.HitRate(20));
        with.ReciprocalRank(20).ShouldBeGreaterThan(without.ReciprocalRank(20));
    }

    /// <summary>The same questions twice: with all of a session's clicks so far, and with those since the sign-in.</summary>
    private static (List<EvaluationExample> Stitched, List<EvaluationExample> Apart) SignedIn(EvaluationSet set)
    {
        var (stitched, apart) = (new List<EvaluationExample>(), new List<EvaluationExample>());
        foreach (var session in set.Examples.GroupBy(example => example.UserId, StringComparer.Ordinal))
        {
            var signIn = (session.Count() + 1) / 2; // clicks before it, of a session that has one click more than questions
            foreach (var question in session.Where(question => question.Prefix.Count > signIn).Take(AnswersMax))
            {
                stitched.Add(question);
                apart.Add(question with { Prefix = question.Prefix[signIn..] });
            }
        }

        return (stitched, apart);
    }

    private static RankingMetrics Judge(EvaluationSet set, IReadOnlyList<EvaluationExample> questions)
    {
        string[] ids =
        [
            .. set.Train.Clicks.GroupBy(click => click.ItemId, StringComparer.Ordinal).OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key),
        ];
        var settings = SourceSettings.TimedSessions;
        var log = SessionLog.Of(set.Train, ids, settings.Unit);
        return new SourceEvaluator(ids, CandidateSources.Fit("knn", log, settings, _parallel)).Evaluate(questions, set.ExcludeHistory, _parallel);
    }
}
