"""Draws with diffusers what `fleet bench reference` asks for: one JSON object a line in, one a line out.

reference.py MODEL THREADS DEVICE           answers until its input ends
reference.py MODEL THREADS DEVICE REQUEST   answers one request and ends: from process start to the first picture
"""

import json
import sys
import time

import torch
from diffusers import WuerstchenDecoderPipeline, WuerstchenPriorPipeline
from diffusers.models.attention_processor import AttnProcessor, AttnProcessor2_0


def attentions(network):
    return [module for module in network.modules() if hasattr(module, "set_processor")]


class Reference:
    def __init__(self, model, device):
        self.prior = WuerstchenPriorPipeline.from_pretrained(f"{model}/wuerstchen-prior", torch_dtype=torch.float32)
        self.decoder = WuerstchenDecoderPipeline.from_pretrained(f"{model}/wuerstchen", torch_dtype=torch.float32)
        self.prior.to(device)
        self.decoder.to(device)
        self.prior.set_progress_bar_config(disable=True)
        self.decoder.set_progress_bar_config(disable=True)

    def draw(self, request):
        # As shipped, the prior multiplies, takes the softmax and multiplies again; the decoder's attention is fused anyway.
        processor = AttnProcessor2_0() if request["tuned"] else AttnProcessor()
        for attention in attentions(self.prior.prior):
            attention.set_processor(processor)
        images = request["images"]
        generators = [torch.Generator().manual_seed(request["seed"] + i) for i in range(images)]
        start = time.perf_counter()
        cpu = time.process_time()
        embeddings = self.prior(
            prompt=request["prompt"],
            negative_prompt=request["negative_prompt"],
            width=request["width"],
            height=request["height"],
            timesteps=request["prior_timesteps"],
            guidance_scale=request["prior_guidance"],
            num_images_per_prompt=images,
            generator=generators,
        ).image_embeddings
        pictures = self.decoder(
            embeddings,
            prompt=[request["prompt"]],
            negative_prompt=[request["negative_prompt"]],
            num_images_per_prompt=1,
            timesteps=request["decoder_timesteps"],
            guidance_scale=request["decoder_guidance"],
            generator=generators,
            output_type="np",
        ).images
        seconds = time.perf_counter() - start
        cpu_seconds = time.process_time() - cpu
        (pictures * 255).round().astype("uint8").tofile(request["out"])
        return {"seconds": seconds, "cpu_seconds": cpu_seconds}


def main():
    model, threads, device, *requests = sys.argv[1:]
    torch.set_num_threads(int(threads))
    torch.set_num_interop_threads(1)
    reference = Reference(model, device)
    for line in requests or sys.stdin:
        print(json.dumps(reference.draw(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
