using System.CommandLine;

namespace StreamReco.Benchmarks.Rows;

/// <summary>Command <c>rows</c>, which <c>./bench</c> at the root calls.</summary>
internal sealed class RowsCommand : Command
{
    private const string Says = """
        Times programs in turn in one run, each in a process of its own, on the same clicks: the baseline copier, the path
        without a model, with a model of one graph, with a two-stage model, the same path of an older commit, and the same
        work as a Kafka Streams and a Streamiz.Kafka.Net program, where Java and ../shared/peers are there.

        Each round of a row reads the whole topic as a new group with an empty state. The first half of the clicks is the
        warm-up of the process; timed is the rest, from the first commit seen past the mark to the last commit. CPU is that
        of the program, and of the broker where its process is known. The rows' figures are medians of the rounds.

        The latency phase writes clicks on a clock (open loop), each answered; a latency runs from the moment at which the
        click was due to the moment at which a read-committed reader has its answer, so a stall counts for every click
        that was due in it. It needs an Apache Kafka: the embedded broker gives answers out at times of its own.

        With 'streams' or 'streamiz' the clicks are those that the peer writes (2,000,000 of 225 bytes in its README) and
        all rows but build:REV read them; build:REV times the clicks of the simulated shop, as that commit's own command
        'path' does.
        """;

    private readonly Option<string> _rows = new("--rows")
    {
        Description = $"Rows with commas between them, of {RowName.Known}.",
        DefaultValueFactory = _ => "copier,path,small,two-stage",
    };

    private readonly Option<string?> _bootstrap = new("--bootstrap") { Description = "A Kafka that runs, host:port; without it one is started where KAFKA_HOME or ../shared/kafka is, else the embedded broker." };
    private readonly Option<int[]> _brokerPids = new("--broker-pid") { Description = "With --bootstrap: processes of the broker, for their CPU time.", DefaultValueFactory = _ => [] };
    private readonly Option<int> _clicks = new("--clicks") { Description = "Clicks in the topic; the embedded broker keeps 60,000.", DefaultValueFactory = _ => 400_000 };
    private readonly Option<int> _rounds = new("--rounds") { Description = "Rounds.", DefaultValueFactory = _ => 3 };
    private readonly Option<long?> _emitIntervalMs = new("--emit-interval-ms") { Description = "Trigger:EmitIntervalMs of the path: 0 answers every click; without it 600000, which answers about a third, and 86400000 beside the peers, which answer 18 %." };
    private readonly Option<string> _rates = new("--latency-rates") { Description = "Clicks/s of the latency phase with commas between them; 0 leaves it out.", DefaultValueFactory = _ => "1000,5000,20000" };
    private readonly Option<int> _seconds = new("--latency-seconds") { Description = "Seconds of each rate.", DefaultValueFactory = _ => 15 };
    private readonly Option<DirectoryInfo?> _model = new("--two-stage-model") { Description = "A trained model for 'two-stage'; without it a small one is trained." };
    private readonly Option<FileInfo?> _report = new("--report") { Description = "Writes the report as JSON to this file, and a chart beside it (.svg)." };

    public RowsCommand()
        : base("rows", Says)
    {
        foreach (var option in new Option[]
        {
            _rows, _bootstrap, _brokerPids, _clicks, _rounds, _emitIntervalMs, _rates, _seconds, _model, _report,
        })
        {
            Add(option);
        }

        SetAction(async (parse, cancel) =>
        {
            try
            {
                return await new RowsBenchmark(Read(parse)).RunAsync(cancel);
            }
            catch (FormatException e)
            {
                Console.Error.WriteLine($"error: {e.Message}");
                return 2;
            }
        });
    }

    private RowsSettings Read(ParseResult parse) => new()
    {
        Rows = RowName.ParseList(parse.GetValue(_rows)!),
        Bootstrap = parse.GetValue(_bootstrap),
        BrokerPids = parse.GetValue(_brokerPids)!,
        Clicks = parse.GetValue(_clicks) is >= 1_000 and var clicks
            ? clicks : throw new FormatException($"--clicks is {parse.GetValue(_clicks)}; at least 1000 are needed."),
        Rounds = parse.GetValue(_rounds) is >= 1 and var rounds
            ? rounds : throw new FormatException($"--rounds is {parse.GetValue(_rounds)}; at least 1 is needed."),
        EmitIntervalMs = parse.GetValue(_emitIntervalMs),
        Rates = [.. Rates(parse.GetValue(_rates)!).Where(rate => rate > 0)],
        LatencySeconds = parse.GetValue(_seconds),
        TwoStageModel = parse.GetValue(_model)?.FullName,
        Report = parse.GetValue(_report)?.FullName,
        Command = "./bench " + string.Join(' ', parse.Tokens.Skip(1).Select(token => token.Value)),
    };

    private static IEnumerable<int> Rates(string text) => text.Split(',').Select(rate =>
        int.TryParse(rate, out var number) && number >= 0
            ? number : throw new FormatException($"--latency-rates has '{rate}', which is no number of clicks a second."));
}
