using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Models.Evaluation;

/// <summary>Loads what an <see cref="EvaluationProtocol"/> needs from the files of public data sets.</summary>
public static class EvaluationFiles
{
    /// <summary>Gap between the made-up times of an example's clicks, short enough for one session.</summary>
    private const long StepMs = 30_000;

    /// <summary>Loads one protocol's data.</summary>
    /// <param name="protocol">How the files are to be read.</param>
    /// <param name="trainFile">The training part; for leave-one-out the one file.</param>
    /// <param name="testFile">The test part; null for leave-one-out.</param>
    /// <param name="cancellationToken">Ends the reading between lines.</param>
    /// <param name="files">
    /// How the files are to be read; null, or without a format: by the protocol's own form. The test part of
    /// <see cref="EvaluationProtocol.SessionExamples"/> has one form only.
    /// </param>
    /// <exception cref="DataFileException">
    /// A file is missing or cannot be read as the protocol wants it, or it leaves nothing to predict.
    /// </exception>
    public static EvaluationSet Load(
        EvaluationProtocol protocol, string trainFile, string? testFile, CancellationToken cancellationToken,
        ClickFileSettings? files = null)
    {
        var format = protocol switch
        {
            EvaluationProtocol.SessionExamples => ClickFileFormat.SessionLines,
            EvaluationProtocol.Sessions => ClickFileFormat.Sessions,
            _ => ClickFileFormat.UserLines,
        };
        var settings = files ?? new ClickFileSettings();
        settings = settings with { Format = settings.Format ?? format };
        var data = ClickFileReader.Read(trainFile, settings, cancellationToken);
        var set = protocol switch
        {
            EvaluationProtocol.SessionExamples => new EvaluationSet(
                data, [.. ExampleLines(Needed(testFile, trainFile))], ExcludeHistory: false),
            EvaluationProtocol.Sessions => OfSessions(
                data, ClickFileReader.Read(Needed(testFile, trainFile), settings, cancellationToken)),
            _ => LeaveOneOut(data),
        };
        return set.Examples.Count > 0 ? set : throw new DataFileException(
            $"{testFile ?? trainFile}: there is nothing to predict; "
            + (protocol == EvaluationProtocol.LeaveOneOut ? "no user has three clicks." : "no session has two clicks."));
    }

    /// <summary>Every click of a test session but the last asks for the next.</summary>
    private static EvaluationSet OfSessions(ClickDataset train, ClickDataset test) => new(
        train,
        [
            .. test.Clicks.GroupBy(click => (click.UserId, click.SessionId)).Select(session => session.ToArray())
                .SelectMany(Queries),
        ],
        ExcludeHistory: false)
    {
        SkippedTest = test.Skipped,
    };

    /// <summary>
    /// Asks for the last click of every user of at least three. The click before it, the validation item of this
    /// protocol, is history but does not train.
    /// </summary>
    public static EvaluationSet LeaveOneOut(ClickDataset data)
    {
        var users = ByUser(data);
        EvaluationExample[] examples =
            [.. users.Where(clicks => clicks.Length >= 3).Select(clicks => Query(clicks, clicks.Length - 1))];
        HistoricClick[] train =
            [.. users.SelectMany(clicks => clicks.Length >= 3 ? clicks[..^2] : clicks).OrderBy(click => click.TimeMs)];
        HistoricClick[] known =
            [.. users.SelectMany(clicks => clicks.Length >= 3 ? clicks[..^1] : clicks).OrderBy(click => click.TimeMs)];
        return new EvaluationSet(data with { Clicks = train }, examples, ExcludeHistory: true)
        {
            TrainWithValidation = data with { Clicks = known },
        };
    }

    /// <summary>
    /// Cuts a validation part off the end of training data: the last sessions are asked, the others train.
    /// </summary>
    /// <param name="data">The clicks; each user one session.</param>
    /// <param name="share">Share of the sessions that are asked, of (0, 1).</param>
    public static EvaluationSet LastSessions(ClickDataset data, double share)
    {
        var sessions = ByUser(data);
        var cut = sessions.Count - (int)(sessions.Count * share);
        HistoricClick[] train = [.. sessions.Take(cut).SelectMany(clicks => clicks).OrderBy(click => click.TimeMs)];
        return new EvaluationSet(
            data with { Clicks = train }, [.. sessions.Skip(cut).SelectMany(Queries)], ExcludeHistory: false);
    }

    private static string Needed(string? testFile, string trainFile) =>
        testFile ?? throw new DataFileException($"{trainFile}: this protocol needs a test file as well.");

    /// <summary>The clicks of each user by time; users by their first click.</summary>
    private static List<HistoricClick[]> ByUser(ClickDataset data) =>
        [.. data.Clicks.GroupBy(click => click.UserId, StringComparer.Ordinal).Select(group => group.ToArray())];

    /// <summary>Every click of a session but the last asks for the next.</summary>
    private static IEnumerable<EvaluationExample> Queries(HistoricClick[] session) =>
        Enumerable.Range(1, session.Length - 1).Select(length => Query(session, length));

    private static EvaluationExample Query(HistoricClick[] clicks, int length) =>
        new(clicks[0].UserId, new ArraySegment<HistoricClick>(clicks, 0, length), clicks[length].ItemId);

    private static IEnumerable<EvaluationExample> ExampleLines(string file)
    {
        if (!File.Exists(file))
        {
            throw new DataFileException($"{file}: there is no such file.");
        }

        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            var parts = line.Split('\t');
            var items = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            number++;
            if (parts.Length != 2 || items.Length == 0)
            {
                throw new DataFileException($"{file}:{number} is not a prefix, a tab and the next item.");
            }

            yield return Example($"e{number}", items, parts[1].Trim());
        }
    }

    private static EvaluationExample Example(string user, string[] items, string target)
    {
        HistoricClick[] prefix = [.. items.Select((item, place) =>
            new HistoricClick(user, user, item, MadeUpTimes.EpochMs + (place * StepMs), EventType.ViewItem))];
        return new EvaluationExample(user, prefix, target);
    }
}
