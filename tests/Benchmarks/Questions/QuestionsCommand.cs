using System.CommandLine;

namespace StreamReco.Benchmarks.Questions;

/// <summary>Command <c>questions</c>.</summary>
internal sealed class QuestionsCommand : Command
{
    private const string Says = """
        Times questions about a user whose partition another node owns, beside those that the asked node answers itself.
        Two nodes of one group run in this process, joined by TCP on loopback as two processes are, with a state database
        of their own and a small model of one graph, while clicks flow at --rate a second and each is answered.

        Questions are asked of the cluster inside the first node, without HTTP, on a clock (an open loop), whether replies
        come or not; how late the clock itself was is printed beside the times. Half of them ask for the state of a user,
        half for a recommendation.
        """;

    private readonly Option<string?> _bootstrap = new("--bootstrap") { Description = "A real broker, host:port; without it the embedded one." };
    private readonly Option<int> _rate = new("--rate") { Description = "Clicks a second.", DefaultValueFactory = _ => 1_000 };
    private readonly Option<int> _questions = new("--questions") { Description = "Questions a second.", DefaultValueFactory = _ => 100 };
    private readonly Option<int> _seconds = new("--seconds") { Description = "Seconds that are timed.", DefaultValueFactory = _ => 30 };

    public QuestionsCommand()
        : base("questions", Says)
    {
        foreach (var option in new Option[] { _bootstrap, _rate, _questions, _seconds })
        {
            Add(option);
        }

        SetAction((parse, cancel) => new QuestionsBenchmark(
            parse.GetValue(_bootstrap), parse.GetValue(_rate), parse.GetValue(_questions), parse.GetValue(_seconds)).RunAsync(cancel));
    }
}
