using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Tests.Artifacts;

public sealed class ModelArtifactTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly ModelArtifact _model = ModelSamples.Model(20);

    private string Folder => _temporary.Of("model");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void A_model_comes_back_as_it_was_written()
    {
        var written = _model with { Manifest = _model.Manifest with { Metrics = new Dictionary<string, double> { ["MRR@20"] = 0.25 } } };
        ModelArtifactWriter.Write(Folder, written);
        var loaded = ModelArtifactLoader.Load(Folder);
        loaded.Items.Ids.ShouldBe(_model.Items.Ids);
        loaded.Items.Factors.ToArray().ShouldBe(_model.Items.Factors.ToArray());
        loaded.Items.Prior.ToArray().ShouldBe(_model.Items.Prior.ToArray());
        loaded.Items.Fingerprint.ShouldBe(_model.Items.Fingerprint);
        loaded.ItemInfo.ShouldBe(_model.ItemInfo);
        loaded.PopularRows.ShouldBe(_model.PopularRows);
        loaded.Graph.ToArray().ShouldBe(_model.Graph.ToArray());
        JsonSerializer.Serialize(loaded.Manifest).ShouldBe(JsonSerializer.Serialize(written.Manifest));
    }

    [Fact]
    public void A_ranker_of_search_comes_back_and_makes_another_version()
    {
        var layout = new RankLayout(4, ["text:share", "text:log"]);
        var ranker = new RankerModel(
            2, HiddenLayer.Block, new float[RankLayout.Classes * 2], new float[2 * HiddenLayer.Block], new float[HiddenLayer.Block],
            new float[HiddenLayer.Block]);
        ranker.Linear[1] = 0.5f;
        var with = ModelArtifactBuilder.WithSearchRanker(_model, new TrainedRanker(layout, ranker, new byte[] { 1, 2, 3 }));
        with.Manifest.Version.ShouldNotBe(_model.Manifest.Version);

        ModelArtifactWriter.Write(Folder, with);
        var loaded = ModelArtifactLoader.Load(Folder).SearchRanker!;

        loaded.Layout.Hash().ShouldBe(layout.Hash());
        loaded.Model.Linear.ShouldBe(ranker.Linear);
        loaded.Graph.ToArray().ShouldBe([1, 2, 3]);
        ModelArtifactWriter.Write(Folder, _model);
        ModelArtifactLoader.Load(Folder).SearchRanker.ShouldBeNull();
    }

    [Fact]
    public void A_ranker_of_search_without_one_of_its_files_or_of_other_features_is_refused()
    {
        var layout = new RankLayout(4, ["text:share", "text:log", "text:quality"]);
        var ranker = new RankerModel(
            2, HiddenLayer.Block, new float[RankLayout.Classes * 2], new float[2 * HiddenLayer.Block], new float[HiddenLayer.Block],
            new float[HiddenLayer.Block]);
        ModelArtifactWriter.Write(Folder, ModelArtifactBuilder.WithSearchRanker(_model, new TrainedRanker(layout, ranker, new byte[] { 1 })));

        Should.Throw<ModelLoadException>(() => ModelArtifactLoader.Load(Folder)).Message.ShouldContain("2 features");
        File.Delete(Path.Combine(Folder, SearchRankerFiles.Weights));
        Should.Throw<ModelLoadException>(() => ModelArtifactLoader.Load(Folder)).Message.ShouldContain(SearchRankerFiles.Weights);
    }

    [Fact]
    public void What_it_was_trained_on_comes_back_and_makes_no_other_version()
    {
        var origin = new TrainingOrigin
        {
            Kind = TrainingOrigin.OfLake,
            Topic = "clicks",
            Lake = "lake",
            Spans = [new TrainingSpan("events", 3, 10, 99) { Rewrites = 2, Files = 1, Rows = 40, ListSha256 = "ab" }],
            Files = [new TrainingFile("items.ndjson", "items", 12, "cd")],
            Filters = new Dictionary<string, string> { ["from"] = "2025-01-01T00:00:00Z" },
            LeftOut = new Dictionary<string, long> { ["duplicate"] = 4 },
            Rules = "r1",
            NodeRules = ["r0", "r1"],
            Policies = new Dictionary<string, IReadOnlyList<string>> { ["consent"] = ["c1"] },
            Code = "0.1.0",
        };
        ModelArtifactWriter.Write(Folder, ModelArtifactBuilder.WithOrigin(_model, origin));

        var manifest = ModelArtifactLoader.LoadManifest(Folder);

        manifest.Version.ShouldBe(_model.Manifest.Version);
        JsonSerializer.Serialize(manifest.Training.Origin).ShouldBe(JsonSerializer.Serialize(origin));
    }

    [Fact]
    public void A_manifest_of_the_release_before_is_read_and_says_nothing_of_its_origin()
    {
        ModelArtifactWriter.Write(Folder, _model);
        File.ReadAllText(Path.Combine(Folder, ModelFiles.Manifest)).ShouldNotContain("origin"); // as that release wrote it

        ModelArtifactLoader.LoadManifest(Folder).Training.Origin.ShouldBeNull();
    }

    [Fact]
    public void The_version_is_the_contents()
    {
        ModelSamples.Model(20).Manifest.Version.ShouldBe(_model.Manifest.Version);
        ModelSamples.Model(20, seed: 2).Manifest.Version.ShouldNotBe(_model.Manifest.Version);
        _model.Manifest.Version.Length.ShouldBe(12);
    }

    [Fact]
    public void An_unknown_price_is_absent_from_the_json()
    {
        ModelArtifactWriter.Write(Folder, _model);
        var lines = File.ReadAllLines(Path.Combine(Folder, ModelFiles.Items));
        lines[0].ShouldBe("""{"id":"i0","name":"Item 0","category":"even","price":0,"available":true,"popular_rank":2}""");
        lines[1].ShouldBe("""{"id":"i1","name":"Item 1","available":true,"popular_rank":3}""");
    }

    [Fact]
    public void A_model_in_the_same_place_is_replaced_and_nothing_is_left_beside_it()
    {
        ModelArtifactWriter.Write(Folder, _model);
        var other = ModelSamples.Model(21);
        ModelArtifactWriter.Write(Folder + Path.DirectorySeparatorChar, other);
        ModelArtifactLoader.Load(Folder).Manifest.Version.ShouldBe(other.Manifest.Version);
        Directory.GetFileSystemEntries(_temporary.Root).ShouldBe([Folder]);
    }

    [Fact]
    public void A_folder_with_something_else_in_it_is_not_overwritten()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "thesis.txt"), "the only copy");
        Should.Throw<IOException>(() => ModelArtifactWriter.Write(Folder, _model)).Message.ShouldContain("no model");
        Directory.GetFiles(Folder).Length.ShouldBe(1);
    }

    [Fact]
    public void A_missing_folder_is_named() => Problem().ShouldBe("there is no such folder");

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("items.jsonl")]
    [InlineData("factors.bin")]
    [InlineData("prior.bin")]
    [InlineData("graph.onnx")]
    public void A_missing_file_is_named(string name)
    {
        ModelArtifactWriter.Write(Folder, _model);
        File.Delete(Path.Combine(Folder, name));
        Problem().ShouldBe($"{name} is missing");
    }

    [Theory]
    [InlineData("items.jsonl")]
    [InlineData("factors.bin")]
    [InlineData("prior.bin")]
    [InlineData("graph.onnx")]
    public void One_flipped_bit_is_found(string name)
    {
        ModelArtifactWriter.Write(Folder, _model);
        var path = Path.Combine(Folder, name);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(path, bytes);
        Problem().ShouldStartWith($"{name} is damaged: its SHA-256 is ");
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 3", "manifest.json is of no format that this program reads: 1 or 2")]
    [InlineData("\"dimensions\": 8", "\"dimensions\": 9", "manifest.json has feature hash '")]
    [InlineData("\"format\": 1", "\"format\": 1,,", "manifest.json is damaged (")]
    [InlineData("\"items\": 20", "\"items\": 21", "items.jsonl describes 20 items where the manifest needs 21")]
    [InlineData("\"name\": \"sample\"", "\"title\": \"sample\"", "manifest.json is damaged (")]
    public void A_manifest_that_does_not_fit_is_refused(string from, string to, string problem)
    {
        ModelArtifactWriter.Write(Folder, _model);
        var path = Path.Combine(Folder, ModelFiles.Manifest);
        var text = File.ReadAllText(path);
        text.ShouldContain(from);
        File.WriteAllText(path, text.Replace(from, to));
        Problem().ShouldStartWith(problem);
    }

    private string Problem()
    {
        var message = Should.Throw<ModelLoadException>(() => ModelArtifactLoader.Load(Folder)).Message;
        var start = $"The model in '{Folder}' cannot be loaded: ";
        message.ShouldStartWith(start);
        return message[start.Length..^1];
    }
}
