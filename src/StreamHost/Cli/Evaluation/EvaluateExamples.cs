using StreamReco.StreamHost.Cli.Common;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>The examples of <c>evaluate --help</c>.</summary>
internal static class EvaluateExamples
{
    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<CommandExample> All { get; } =
    [
        new("Train on sessions, test on given examples",
            "streamreco evaluate --protocol session-examples --train train_sessions.txt --test test_examples.tsv"),
        new("One source alone, and what each is worth to the whole",
            "streamreco evaluate --protocol sessions --train train.txt --test test.txt --source vmis-knn && "
                + "streamreco evaluate --protocol sessions --train train.txt --test test.txt --ablate"),
        new("A model that is there already",
            "streamreco evaluate --protocol sessions --train train.txt --test test.txt --model model"),
        new("The same through Kafka, click by click",
            "streamreco evaluate --protocol sessions --train train.txt --test test.txt --model model "
                + "--through-pipeline"),
        new("With what is said of the items",
            "streamreco evaluate --protocol leave-one-out --data Beauty.txt --items items.ndjson --item-vectors text.npy"),
        new("What each rule of re-ranking costs",
            "streamreco evaluate --protocol sessions --train train.txt --test test.txt --model model --rules rules.json"),
        new("What content is worth to items with few clicks",
            "streamreco evaluate --protocol leave-one-out --data Beauty.txt --items items.ndjson --cold 0.1"),
        new("Users of a file with columns of other names, the last item held out",
            $"streamreco evaluate --protocol leave-one-out --data ratings.tsv --format csv {ClickFileOptionSet.ByNumber}"),
        new("Product search by rated queries, also mistyped ones",
            "streamreco evaluate --protocol search --items items.ndjson.gz --ratings ratings.csv --typos typos.csv --report search.json"),
        new("What each rule by query costs",
            "streamreco evaluate --protocol search --items items.ndjson.gz --ratings ratings.csv --rules search-rules.json"),
        new("Users, the last item held out",
            "streamreco evaluate --protocol leave-one-out --data Beauty.txt --report beauty.json"),
    ];
}
