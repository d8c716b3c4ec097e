namespace Mesh.Routing.Learning;

/// <summary>How well one model's quality was predicted.</summary>
/// <param name="Quality">Its mean quality.</param>
/// <param name="Error">Mean squared error of the predictions.</param>
/// <param name="ErrorOfMean">Mean squared error of always predicting the mean: what a prediction has to beat.</param>
/// <param name="CalibrationError">Mean distance of predicted and true quality over ten bins, weighted by their prompts.</param>
public sealed record ModelEvaluation(double Quality, double Error, double ErrorOfMean, double CalibrationError);
