using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Tests.Artifacts;

namespace StreamReco.Models.Tests.Evaluation;

public sealed class EvaluationFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Session_examples_keep_the_given_order_and_count()
    {
        var set = Load(EvaluationProtocol.SessionExamples, "1 2\n3 4 5\n", "7 8 9\t10\n7\t8\n");
        set.Train.Clicks.Select(click => click.ItemId).ShouldBe(["1", "2", "3", "4", "5"]);
        set.Train.Clicks.Select(click => click.UserId).Distinct().Count().ShouldBe(2);
        Texts(set).ShouldBe(["7 8 9 > 10", "7 > 8"]);
        set.ExcludeHistory.ShouldBeFalse();
    }

    [Fact]
    public void Every_click_of_a_test_session_but_the_last_asks_by_time()
    {
        const string header = "SessionId\tItemId\tTime\n";
        var set = Load(EvaluationProtocol.Sessions, header + "1\ta\t1593536680.0\n", header + "5\tc\t1593536690.0\n5\ta\t1593536670.0\n5\tb\t1593536680.0\n6\td\t1593536660.0\n");
        Texts(set).ShouldBe(["a > b", "a b > c"]);
        set.Examples[1].Prefix[1].TimeMs.ShouldBe(1593536680000);
    }

    [Fact]
    public void Leave_one_out_asks_for_the_last_item_and_trains_without_the_validation_item_before_it()
    {
        var set = Load(EvaluationProtocol.LeaveOneOut, "u1 1 2 3\nu2 4 5 1 6\nu3 8 9\n", null);
        Texts(set).ShouldBe(["1 2 > 3", "4 5 1 > 6"]);
        set.Train.Clicks.Select(click => click.ItemId).Order().ShouldBe(["1", "4", "5", "8", "9"]);
        set.ExcludeHistory.ShouldBeTrue();
        set.CandidatesNeeded(20).ShouldBe(23);
    }

    [Theory]
    [InlineData("7 8 9\n")]
    [InlineData("\t8\n")]
    public void A_line_that_is_no_example_is_named(string test) =>
        Should.Throw<DataFileException>(() => Load(EvaluationProtocol.SessionExamples, "1 2\n", test))
            .Message.ShouldEndWith("test.txt:1 is not a prefix, a tab and the next item.");

    [Fact]
    public void A_protocol_without_its_test_file_says_so() =>
        Should.Throw<DataFileException>(() => Load(EvaluationProtocol.SessionExamples, "1 2\n", null)).Message.ShouldContain("test file");

    private EvaluationSet Load(EvaluationProtocol protocol, string train, string? test)
    {
        File.WriteAllText(_folder.Of("train.txt"), train);
        if (test is not null)
        {
            File.WriteAllText(_folder.Of("test.txt"), test);
        }

        return EvaluationFiles.Load(protocol, _folder.Of("train.txt"), test is null ? null : _folder.Of("test.txt"), CancellationToken.None);
    }

    private static IEnumerable<string> Texts(EvaluationSet set) =>
        set.Examples.Select(example => $"{string.Join(' ', example.Prefix.Select(click => click.ItemId))} > {example.Target}");
}
