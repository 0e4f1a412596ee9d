using System.CommandLine;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary><c>rejected show</c>: rejected records for people, payload as text.</summary>
internal sealed class RejectedShowCommand : CliCommand
{
    private readonly RejectedSelection _selection = new();

    private readonly Option<int> _limit = new Option<int>("--limit")
    {
        Description = "Show the newest N.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    }.AtLeast(1);

    private readonly Argument<string?> _origin = new("ORIGIN")
    {
        Description = "One record by where it stood, topic/partition@offset.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public RejectedShowCommand()
        : base("show", "Show rejected records: why, where they stood, headers, and the payload as text.")
    {
        Add(_origin);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Rejected());
        _selection.AddTo(this, withOrigin: false);
        Add(_limit);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("One record", "streamreco rejected show clicks/2@1234 --bootstrap k1:9092"),
        new("The newest of a reason", "streamreco rejected show --reason malformed --limit 3"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var wanted = context.Parse.GetValue(_origin) is { } text ? OriginText.Parse(text) : (RecordOrigin?)null;
        var options = context.LoadOptions();
        var limit = context.Value(_limit);
        var newest = new NewestRejected(limit);
        _selection.Read(context, options.Kafka, entry =>
        {
            if (wanted is null || entry.Origin == wanted)
            {
                newest.Add(entry);
            }
        }, cancel);
        var entries = newest.Join();
        foreach (var entry in entries)
        {
            Write(context.Screen.Output, entry);
        }

        return entries.Count > 0
            ? Task.FromResult(ExitCode.Ok)
            : throw new UserErrorException($"Topic '{options.Kafka.Rejected}' (Kafka:Rejected) holds no such record.");
    }

    private static void Write(TextWriter output, RejectedEntry entry)
    {
        var received = DateTimeOffset.FromUnixTimeMilliseconds(entry.ReceivedMs);
        output.WriteLine($"origin    {entry.Origin}, received {Time(received)}");
        output.WriteLine($"rejected  {Time(entry.RejectedAt)} as {entry.Reason}");
        foreach (var error in entry.Errors)
        {
            output.WriteLine($"error     {(error.Field is { } field ? $"{field}: " : "")}{error.Message}");
        }

        output.WriteLine($"key       {(entry.Key is { } key ? PayloadText.Of(key) : "(none)")}");
        foreach (var (name, value) in entry.Headers)
        {
            output.WriteLine($"header    {name}: {PayloadText.Of(value)}");
        }

        output.WriteLine($"payload   {entry.Payload.Length:N0} bytes");
        output.WriteLine(PayloadText.Of(entry.Payload));
        output.WriteLine();
    }

    private static string Time(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}Z";
}
