using StreamReco.Models.Artifacts;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Events;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Linear;
using StreamReco.Models.Tests.Training.Stack;

namespace StreamReco.Models.Tests.Artifacts;

public sealed class TwoStageArtifactTests : IDisposable
{
    private static readonly ModelArtifact Model =
        TwoStageSamples.Model(TwoStageSamples.Stack(TwoStageSamples.Settings with { Without = [] }));

    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary.Of("model");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void A_stack_that_was_written_answers_as_before()
    {
        ModelArtifactWriter.Write(Folder, Model);
        var loaded = ModelArtifactLoader.Load(Folder);

        loaded.Manifest.Format.ShouldBe(ModelFiles.StackFormat);
        loaded.Manifest.Version.ShouldBe(Model.Manifest.Version);
        loaded.Manifest.Selection!.Choices.Count.ShouldBe(Model.Stack!.Selection.Choices.Count);
        loaded.Stack!.Plan.Layout().Hash().ShouldBe(Model.Stack.Plan.Layout().Hash());
        loaded.Stack.RankerGraph.ToArray().ShouldBe(Model.Stack.RankerGraph.ToArray());
        AnswersOf(loaded.Stack).ShouldBe(AnswersOf(Model.Stack));
    }

    [Fact]
    public void A_model_without_a_stack_keeps_the_format_before()
    {
        var plain = ModelSamples.Model(20);
        ModelArtifactWriter.Write(Folder, plain);

        plain.Manifest.Format.ShouldBe(1);
        ModelArtifactLoader.Load(Folder).Stack.ShouldBeNull();
    }

    [Theory]
    [InlineData(TwoStageFiles.Stack)]
    [InlineData(TwoStageFiles.Sessions)]
    [InlineData(TwoStageFiles.Slist)]
    [InlineData(TwoStageFiles.Encoder)]
    [InlineData(TwoStageFiles.EncoderGraph)]
    [InlineData(TwoStageFiles.Ranker)]
    [InlineData(TwoStageFiles.RankerGraph)]
    public void Without_one_of_its_files_nothing_is_loaded(string name)
    {
        ModelArtifactWriter.Write(Folder, Model);
        File.Delete(Path.Combine(Folder, name));

        Should.Throw<ModelLoadException>(() => ModelArtifactLoader.Load(Folder)).Message.ShouldContain($"{name} is missing");
    }

    [Fact]
    public void The_binary_files_have_the_bytes_of_their_first_version()
    {
        var log = new SessionLog(3, [0, 2, 3], [0, 2, 1], [5, 9, 7], [EventType.ViewItem, EventType.Purchase, EventType.ViewItem], true);
        var slist = new SlistModel(new SlistSettings(), [0, 2, 2, 3], [0, 2, 1], [1f, -1f, 0.5f]);
        var ranker = RankerModel.OfMix(new RankPlan { Sources = [new RankSource("knn", 1)] });

        Convert.ToHexString(SessionLogFile.Write(log)).ShouldBe("5352534553534E530103010202000A0102080701010301");
        Convert.ToHexString(SlistFile.Write(slist)).ShouldBe("5352534C4953545701030200020000803F000080BF0001010000003F");
        Convert.ToHexString(RankerFile.Write(ranker))[..64].ShouldBe("535252414E4B45520119200000803F0000000000000000000000000000000000");
    }

    [Fact]
    public void Binary_files_come_back_as_they_were()
    {
        var log = Model.Stack!.Parts.Log;
        var read = SessionLogFile.Read(SessionLogFile.Write(log));
        read.Rows.ToArray().ShouldBe(log.Rows.ToArray());
        read.TimesOf(3).ToArray().ShouldBe(log.TimesOf(3).ToArray());
        (read.Sessions, read.Timed, read.Items).ShouldBe((log.Sessions, log.Timed, log.Items));
        var ranker = RankerFile.Read(RankerFile.Write(Model.Stack.Ranker));
        ranker.HiddenWeights.ShouldBe(Model.Stack.Ranker.HiddenWeights);
        ranker.Linear.ShouldBe(Model.Stack.Ranker.Linear);
        var slist = SlistFile.Read(SlistFile.Write(Model.Stack.Parts.Slist), new SlistSettings());
        slist.ItemsOf(5).ToArray().ShouldBe(Model.Stack.Parts.Slist.ItemsOf(5).ToArray());
        slist.WeightsOf(5).ToArray().ShouldBe(Model.Stack.Parts.Slist.WeightsOf(5).ToArray());
    }

    [Fact]
    public void Another_file_in_its_place_is_refused()
    {
        var bytes = SlistFile.Write(Model.Stack!.Parts.Slist);

        Should.Throw<InvalidDataException>(() => RankerFile.Read(bytes)).Message.ShouldBe("is another kind of file");
    }

    private static int[] AnswersOf(TwoStageModel stack)
    {
        var queries = QuerySet.Of(EvaluationFiles.LastSessions(TwoStageSamples.Walks(), 0.5).Examples, false, stack.ItemIds);
        return TwoStageSamples.Ranks(stack, queries);
    }
}
