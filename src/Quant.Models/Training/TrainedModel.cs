using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Signals;

namespace Quant.Models.Training;

/// <summary>A model just trained, with its scores over the test segment.</summary>
/// <param name="Card">Its card.</param>
/// <param name="Model">The model.</param>
/// <param name="Weights">The bytes of its file of weights, whose hash the card has.</param>
/// <param name="Prediction">Its scores over the test segment, the anchor included.</param>
public sealed record TrainedModel(ModelCard Card, IFittedModel Model, byte[] Weights, Prediction Prediction);
